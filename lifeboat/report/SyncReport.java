package lifeboat.report;

/**
 * What became of one backup that a store lacks, or that a store could not be asked what it lacks.
 *
 * @param id       null if the store could not be asked
 * @param from     name of the store it came from, null if none could give it
 * @param to       name of the store that lacks it
 * @param outcome  copied, missing (found by a dry run), pruned (the store removed it itself) or failed
 * @param bytes    stored bytes of the backup
 * @param error    one sentence, null if nothing went wrong
 * @param exitCode 0, or what the error means; a backup may be copied although one store's copy of it was bad
 */
public record SyncReport(String job, String id, String from, String to, Outcome outcome, long bytes, long millis,
        String error, String hint, int exitCode) {

    /** How it ended. */
    public enum Outcome { COPIED, MISSING, PRUNED, FAILED }

    /** The same with an error. */
    public SyncReport with(String sentence, String advice, int code) {
        return new SyncReport(job, id, from, to, outcome, bytes, millis, sentence, advice, code);
    }
}
