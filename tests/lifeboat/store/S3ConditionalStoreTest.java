package lifeboat.store;

import lifeboat.testing.S3ProxyServer;

/** A server that knows checksums and conditions. */
class S3ConditionalStoreTest extends StoreContract {
    private final String prefix = S3Stores.prefix();

    @Override
    Store open() {
        return S3Stores.open(S3ProxyServer.shared().endpoint(), S3ProxyServer.BUCKET, prefix, "provider", "minio");
    }
}
