package lifeboat.store;

import java.io.IOException;

/** An upload that leaves everything to another, which is closed with it. What differs is overridden. */
public abstract class ForwardingUpload extends Store.Upload {
    private final Store.Upload upload;

    /** Stands before an upload. */
    protected ForwardingUpload(Store.Upload upload) {
        this.upload = upload;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        upload.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        upload.flush();
    }

    @Override
    public void commit() throws IOException {
        upload.commit();
    }

    @Override
    public void close() {
        upload.close();
    }
}
