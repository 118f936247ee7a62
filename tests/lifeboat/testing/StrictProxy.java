package lifeboat.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules that refuse what a provider refuses, though the server behind would take it. */
public final class StrictProxy {
    private static final Pattern PART = Pattern.compile("partNumber=(\\d+).*uploadId=([^&]+)"
            + "|uploadId=([^&]+).*partNumber=(\\d+)");

    private StrictProxy() {}

    /** In front of a port of this machine, as strict as a provider of that name ({@code aws} is not strict). */
    public static FaultProxy of(int upstream, String provider) {
        List<FaultProxy.Rule> rules = new ArrayList<>();
        if (!provider.equals("aws")) {
            rules.add(StrictProxy::noChunks);
            rules.add(StrictProxy::noBulk);
        }
        if (List.of("gcs", "b2", "spaces", "generic").contains(provider)) {
            rules.add(StrictProxy::noCondition);
        }
        if (List.of("gcs", "b2", "spaces", "scaleway", "generic").contains(provider)) {
            rules.add(StrictProxy::noChecksum);
        }
        if (provider.equals("scaleway")) {
            rules.add(request -> number(request) > 1000 ? FaultProxy.refuse(400, "InvalidArgument") : FaultProxy.PASS);
        }
        if (provider.equals("r2")) {
            rules.add(equalParts());
        }
        rules.add(StrictProxy::noAcl);
        return new FaultProxy(upstream, request -> rules.stream().map(rule -> rule.judge(request))
                .filter(fate -> fate != FaultProxy.PASS).findFirst().orElse(FaultProxy.PASS));
    }

    private static FaultProxy.Fate noChunks(FaultProxy.Request request) {
        boolean chunked = request.header("content-encoding").contains("aws-chunked")
                || request.header("transfer-encoding").contains("chunked")
                || request.header("x-amz-content-sha256").startsWith("STREAMING-")
                || request.headers().containsKey("x-amz-trailer");
        return chunked ? FaultProxy.refuse(501, "NotImplemented") : FaultProxy.PASS;
    }

    private static FaultProxy.Fate noBulk(FaultProxy.Request request) {
        return request.method().equals("POST") && request.target().matches(".*[?&]delete(=|&|$).*")
                ? FaultProxy.refuse(501, "NotImplemented") : FaultProxy.PASS;
    }

    private static FaultProxy.Fate noCondition(FaultProxy.Request request) {
        return request.method().equals("PUT") && request.headers().containsKey("if-none-match")
                ? FaultProxy.refuse(501, "NotImplemented") : FaultProxy.PASS;
    }

    private static FaultProxy.Fate noChecksum(FaultProxy.Request request) {
        boolean checksum = request.headers().keySet().stream().anyMatch(name -> name.startsWith("x-amz-checksum-")
                || name.equals("x-amz-sdk-checksum-algorithm"));
        boolean writes = request.method().equals("PUT") && !request.target().contains("uploads");
        return checksum || writes && request.header("content-md5").isEmpty()
                ? FaultProxy.refuse(400, "InvalidArgument") : FaultProxy.PASS;
    }

    private static FaultProxy.Fate noAcl(FaultProxy.Request request) {
        return request.headers().containsKey("x-amz-acl") ? FaultProxy.refuse(400, "AccessControlListNotSupported")
                : FaultProxy.PASS;
    }

    private static int number(FaultProxy.Request request) {
        Matcher matcher = PART.matcher(request.target());
        return !matcher.find() ? 0
                : Integer.parseInt(matcher.group(1) != null ? matcher.group(1) : matcher.group(4));
    }

    /** Only the last part may be smaller, and none larger, than the first that comes. */
    private static FaultProxy.Rule equalParts() {
        Map<String, Long> largest = new ConcurrentHashMap<>();
        return request -> {
            Matcher matcher = PART.matcher(request.target());
            if (!request.method().equals("PUT") || !matcher.find()) {
                return FaultProxy.PASS;
            }
            String id = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
            long length = Long.parseLong(request.header("content-length"));
            long most = largest.merge(id, length, Math::max);
            return number(request) > 1 && length == most || number(request) == 1 || length < most
                    ? FaultProxy.PASS : FaultProxy.refuse(400, "InvalidPart");
        };
    }
}
