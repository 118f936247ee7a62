package lifeboat.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;

/** An HTTP server on this machine that passes requests on to another one, except for what a rule wants done to them. */
public final class FaultProxy implements AutoCloseable {

    /** A request's head. Header names are in lower case. */
    public record Request(String method, String target, Map<String, String> headers) {
        /** Whether the method is this one and the target holds this text. */
        public boolean is(String wanted, String part) {
            return method.equals(wanted) && target.contains(part);
        }

        /** A header, {@code ""} if it is not there. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        long length() {
            return header("content-length").isEmpty() ? 0 : Long.parseLong(header("content-length"));
        }
    }

    /** What is done to a request. */
    public sealed interface Fate {
        /** It is passed on. */
        record Pass() implements Fate {}

        /** It is answered here, with an S3 error of that status and code. */
        record Refuse(int status, String code, String headers) implements Fate {}

        /** It is answered here; the lines of the head end with a line break each. */
        record Answer(int status, String headers, String body) implements Fate {}

        /** The connection is reset after so many bytes of the request's body. */
        record ResetUp(long after) implements Fate {}

        /** No more than so many bytes of the request's body are taken, and nothing comes back. */
        record StallUp(long after) implements Fate {}

        /** The connection is reset after so many bytes of the answer's body. */
        record ResetDown(long after) implements Fate {}

        /** It is passed on, and its answer is lost: the connection is reset instead. */
        record LoseAnswer() implements Fate {}

        /** It is passed on, and its answer gets that date. */
        record Dated(String date) implements Fate {}

        /** Of the answer's body one byte comes each tenth of a second after so many bytes. */
        record TrickleDown(long after) implements Fate {}

        /** Nothing comes back. */
        record Hang() implements Fate {}

        /** A bit of that byte of the request's body is turned over. */
        record FlipUp(long at) implements Fate {}

        /** A bit of that byte of the answer's body is turned over. */
        record FlipDown(long at) implements Fate {}
    }

    /** Says what is done to each request. Called by several threads. */
    @FunctionalInterface
    public interface Rule {
        /** Decides. */
        Fate judge(Request request);
    }

    /** Passes a request on. */
    public static final Fate PASS = new Fate.Pass();

    private final int upstream;
    private final Rule rule;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Request> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean closed;

    /** In front of a port of this machine. */
    public FaultProxy(int upstream, Rule rule) {
        this(upstream, rule, ServerSocketFactory.getDefault());
    }

    /** The same, with sockets of another kind. */
    public FaultProxy(int upstream, Rule rule, ServerSocketFactory sockets) {
        this.upstream = upstream;
        this.rule = rule;
        try {
            this.server = sockets.createServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Refuses with a status and code. */
    public static Fate refuse(int status, String code) {
        return new Fate.Refuse(status, code, "");
    }

    /** Its port. */
    public int port() {
        return server.getLocalPort();
    }

    /** Its address. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** The requests so far. */
    public List<Request> seen() {
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        closed = true;
        closing.countDown();
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            open.add(client);
            InputStream in = new BufferedInputStream(client.getInputStream(), 64 << 10);
            for (String head = head(in); head != null && one(head, client, in); head = head(in)) {
                // the next one on the same connection
            }
        } catch (IOException _) {
            // one of the two hung up: the other notices
        } finally {
            open.remove(client);
        }
    }

    /** By a new connection each time: a server may close one that rests. */
    private boolean one(String head, Socket client, InputStream in) throws IOException {
        try (Socket target = new Socket(InetAddress.getLoopbackAddress(), upstream)) {
            open.add(target);
            boolean more = one(head, client, target, in, new BufferedInputStream(target.getInputStream(), 64 << 10));
            open.remove(target);
            return more;
        }
    }

    /** One request and its answer; false if the connection must end. */
    private boolean one(String head, Socket client, Socket target, InputStream in, InputStream back)
            throws IOException {
        Request request = parse(head);
        seen.add(request);
        OutputStream out = client.getOutputStream();
        switch (rule.judge(request)) {
            case Fate.Refuse refusal -> {
                copy(in, OutputStream.nullOutputStream(), request.length(), -1);
                out.write(answer(refusal, request.method().equals("HEAD")));
                out.flush();
                return true;
            }
            case Fate.Answer(int status, String headers, String body) -> {
                copy(in, OutputStream.nullOutputStream(), request.length(), -1);
                String length = headers.contains("Content-Length") ? "" : "Content-Length: " + body.length() + "\r\n";
                out.write(("HTTP/1.1 " + status + " Answered\r\n" + headers.replace("\n", "\r\n") + length + "\r\n"
                        + body)
                        .getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                return true;
            }
            case Fate.ResetUp(long after) -> {
                copy(in, OutputStream.nullOutputStream(), Math.min(after, request.length()), -1);
                client.setSoLinger(true, 0);
                return false;
            }
            case Fate.StallUp(long after) -> {
                copy(in, OutputStream.nullOutputStream(), Math.min(after, request.length()), -1);
                return untilClosed();
            }
            case Fate.Hang() -> {
                copy(in, OutputStream.nullOutputStream(), request.length(), -1);
                return in.read() >= 0; // until the client gives up
            }
            case Fate.Dated(String date) -> {
                forward(head, request, target, in, -1);
                String reply = head(back).replaceFirst("(?mi)^date: .*$", "Date: " + date);
                return answered(request, reply, back, out, -1);
            }
            case Fate.TrickleDown(long after) -> {
                forward(head, request, target, in, -1);
                out.write((head(back) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
                copy(back, out, after, -1);
                return trickled(back, out);
            }
            case Fate.LoseAnswer() -> {
                forward(head, request, target, in, -1);
                answered(request, head(back), back, OutputStream.nullOutputStream(), -1);
                client.setSoLinger(true, 0);
                return false;
            }
            case Fate.FlipUp(long at) -> {
                forward(head, request, target, in, at);
                return answered(request, head(back), back, out, -1);
            }
            case Fate.FlipDown(long at) -> {
                forward(head, request, target, in, -1);
                return answered(request, head(back), back, out, at);
            }
            case Fate.ResetDown(long after) -> {
                forward(head, request, target, in, -1);
                String reply = head(back);
                out.write((reply + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
                copy(back, out, after, -1);
                out.flush();
                client.setSoLinger(true, 0);
                return false;
            }
            case Fate.Pass() -> {
                forward(head, request, target, in, -1);
                return answered(request, head(back), back, out, -1);
            }
        }
    }

    private boolean untilClosed() throws IOException {
        try {
            closing.await();
            return false;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private boolean trickled(InputStream back, OutputStream out) throws IOException {
        try {
            while (!closing.await(100, TimeUnit.MILLISECONDS)) {
                out.write(back.read());
                out.flush();
            }
            return false;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void forward(String head, Request request, Socket target, InputStream in, long flip)
            throws IOException {
        OutputStream to = target.getOutputStream();
        to.write((head + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        if (request.header("transfer-encoding").equals("chunked")) {
            chunks(in, to);
        } else {
            copy(in, to, request.length(), flip);
        }
        to.flush();
    }

    private static boolean answered(Request request, String head, InputStream back, OutputStream out, long flip)
            throws IOException {
        if (head == null) {
            return false;
        }
        out.write((head + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        Request reply = parse(head);
        boolean bare = request.method().equals("HEAD") || head.startsWith("HTTP/1.1 204")
                || head.startsWith("HTTP/1.1 304");
        if (!bare && reply.header("transfer-encoding").equals("chunked")) {
            chunks(back, out);
        } else if (!bare) {
            copy(back, out, reply.length(), flip);
        }
        out.flush();
        return !reply.header("connection").equals("close");
    }

    private static byte[] answer(Fate.Refuse refusal, boolean bare) {
        byte[] body = bare ? new byte[0] : ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + refusal.code()
                + "</Code><Message>refused by a test</Message></Error>").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(("HTTP/1.1 " + refusal.status() + " Refused\r\nContent-Type: application/xml\r\n"
                + refusal.headers() + "Content-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        return all.toByteArray();
    }

    /** A head without its empty line; null at the end. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last = 0;
        while (last != 0x0d0a0d0a) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            head.write(b);
            last = last << 8 | b;
        }
        return head.toString(StandardCharsets.ISO_8859_1).strip();
    }

    private static Request parse(String head) {
        String[] lines = head.split("\r\n");
        String[] first = lines[0].split(" ");
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), lines[i].substring(colon + 1).strip());
        }
        return new Request(first[0], first[1], headers);
    }

    private static void copy(InputStream in, OutputStream out, long length, long flip) throws IOException {
        byte[] buffer = new byte[64 << 10];
        for (long done = 0; done < length;) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, length - done));
            if (n < 0) {
                throw new IOException("ended early");
            }
            if (flip >= done && flip < done + n) {
                buffer[(int) (flip - done)] ^= 1;
            }
            out.write(buffer, 0, n);
            done += n;
        }
    }

    private static void chunks(InputStream in, OutputStream out) throws IOException {
        long size;
        do {
            String line = line(in);
            out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            size = Long.parseLong(line.replaceFirst(";.*", ""), 16);
            copy(in, out, size, -1);
            out.write((line(in) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        } while (size > 0);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("ended early");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
