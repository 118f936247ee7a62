package lifeboat.run;

import java.util.function.UnaryOperator;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Manifest;
import lifeboat.source.Source;

/**
 * What makes a job's backup one of a set's.
 *
 * @param id     of all members of one run
 * @param mark   what the manifest says of it
 * @param source makes the source wait for those of the others
 */
record SetMember(BackupId id, Manifest.InSet mark, UnaryOperator<Source> source) {}
