package lifeboat.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * One step between plain and stored bytes: a compression or an encryption in a standard format that stock tools open.
 */
public interface Layer {

    /** Its word in manifest and configuration: {@code zstd}, {@code gzip}, {@code age}. */
    String name();

    /** What it adds to a file name: {@code .zst}, {@code .gz}, {@code .age}. */
    String suffix();

    /**
     * What is written to the result reaches {@code sink} in the layer's format; closing ends the format and closes
     * {@code sink}.
     */
    OutputStream wrap(OutputStream sink) throws IOException;

    /**
     * The plain bytes of {@code stored}. Reading throws an {@link lifeboat.base.UserError} of kind BAD_BACKUP where the
     * bytes are damaged or end early, even if earlier bytes were delivered.
     *
     * @throws lifeboat.base.UserError if it cannot be opened at all, such as by a wrong identity
     */
    InputStream unwrap(InputStream stored) throws IOException;
}
