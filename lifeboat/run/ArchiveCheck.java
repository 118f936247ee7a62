package lifeboat.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import lifeboat.catalog.Manifest;

/** Looks into a part's plain bytes, all of them, without a database server. */
@FunctionalInterface
interface ArchiveCheck {

    /**
     * Reads to the end; does not close the stream.
     *
     * @return what it found, such as {@code archive whole, 45 tables as in the manifest}
     * @throws lifeboat.base.UserError of kind BAD_BACKUP if it is no whole archive or holds something else than the
     *     manifest says
     * @throws IOException only what the stream threw
     */
    String check(Manifest manifest, InputStream plain) throws IOException;

    /** For parts that have no structure of their own. */
    ArchiveCheck BYTES_ONLY = (_, plain) -> {
        plain.transferTo(OutputStream.nullOutputStream());
        return "readable";
    };
}
