package lifeboat.base;

/** The version of Lifeboat. */
public final class Version {
    /** As manifests, reports and {@code --version} say it. */
    public static final String TEXT = "0.1.0";

    private Version() {}
}
