package lifeboat.pipeline;

/**
 * What a part is known by.
 *
 * @param plainSize   bytes before the layers
 * @param plainSha256 of the plain bytes, 64 lowercase hexadecimal digits
 * @param size        stored bytes
 * @param sha256      of the stored bytes
 */
public record PartDigests(long plainSize, String plainSha256, long size, String sha256) {}
