package lifeboat.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import lifeboat.base.Cleanup;
import lifeboat.base.UserError;

/** A temporary file beside the key, renamed to it when all of it is on disk. */
final class FileUpload extends Store.Upload {
    private static final int SLICE = 1 << 20;

    private final FileTree tree;
    private final Path target;
    private final FileTree.Temporary file;
    private final Cleanup.Handle leftover;
    private long written;
    private boolean failed;
    private boolean done;

    FileUpload(FileTree tree, Path target) throws IOException {
        this.tree = tree;
        this.target = target;
        this.file = tree.doing("begin [" + target.getFileName() + "]", () -> tree.temporary(target.getParent()));
        this.leftover = Cleanup.onExit(() -> Files.deleteIfExists(file.path()));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        boolean whole = !failed;
        failed = true;
        tree.doing("write [" + target.getFileName() + "]", () -> {
            for (int done = 0; done < length; done += SLICE) {
                ByteBuffer slice = ByteBuffer.wrap(bytes, offset + done, Math.min(SLICE, length - done));
                while (slice.hasRemaining()) {
                    written += file.channel().write(slice);
                }
            }
            return null;
        });
        failed = !whole;
    }

    @Override
    public void commit() throws IOException {
        finish();
        tree.doing("put [" + target.getFileName() + "] in place", () -> {
            Files.move(file.path(), target, StandardCopyOption.ATOMIC_MOVE);
            tree.sync(target.getParent());
            return null;
        });
        done = true;
    }

    /** Makes all bytes durable in the temporary file and confirms their number; returns its path. */
    Path finish() throws IOException {
        if (failed || done) {
            throw new IllegalStateException("commit after " + (failed ? "a failed write" : "the end"));
        }
        return tree.doing("save [" + target.getFileName() + "]", () -> {
            file.channel().force(true);
            long held = file.channel().size();
            file.channel().close();
            if (held != written) {
                throw UserError.of("[" + tree.root() + "] holds [" + held + "] bytes of [" + target.getFileName()
                        + "], [" + written + "] were written", "check the disk");
            }
            return file.path();
        });
    }

    @Override
    public void close() {
        try {
            if (!done) {
                done = true;
                remove();
            }
        } finally {
            leftover.dismiss();
        }
    }

    private void remove() {
        try {
            tree.doing("remove the unfinished [" + target.getFileName() + "]", () -> {
                file.channel().close();
                Files.deleteIfExists(file.path());
                tree.removeEmpty(target.getParent());
                return null;
            });
        } catch (IOException e) {
            throw UserError.of("interrupted while closing [" + target + "]", null).because(e);
        }
    }
}
