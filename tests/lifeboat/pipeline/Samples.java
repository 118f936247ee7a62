package lifeboat.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Bytes to put through layers. */
final class Samples {

    private Samples() {}

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Lines as a dump has them, about this long. */
    static byte[] rows(int length) {
        Random random = new Random(42);
        StringBuilder text = new StringBuilder(length + 200);
        for (int i = 0; text.length() < length; i++) {
            text.append(i).append("\tcustomer").append(random.nextInt(5000)).append("@mail.example\t")
                    .append(random.nextLong()).append("\t{\"type\": \"click\", \"ms\": ").append(random.nextInt(900))
                    .append("}\t\\N\n");
        }
        return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
    }
}
