package lifeboat.base;

import java.io.IOException;

/** What another thread threw, to be thrown in this one as what it is. */
public final class Thrown {
    private Thrown() {}

    /** The exception to throw: the cause if it is unchecked, else a bug. An error is thrown at once. */
    public static RuntimeException unchecked(Throwable cause) {
        return switch (cause) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(cause);
        };
    }

    /** The same where input and output may fail: the cause if it is that, everything else is thrown at once. */
    public static IOException io(Throwable cause) {
        if (cause instanceof IOException e) {
            return e;
        }
        throw unchecked(cause);
    }
}
