package lifeboat.store;

import lifeboat.testing.S3ProxyServer;

/** Any S3 server: entity tags, and claims instead of conditions. */
class S3StoreTest extends StoreContract {
    private final String prefix = S3Stores.prefix();

    @Override
    Store open() {
        return S3Stores.open(S3ProxyServer.shared().endpoint(), S3ProxyServer.BUCKET, prefix, "provider", "generic");
    }
}
