package lifeboat.run;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lifeboat.base.Cleanup;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;
import lifeboat.pipeline.Layer;
import lifeboat.pipeline.PartDigests;
import lifeboat.pipeline.PartWriter;
import lifeboat.store.Store;

/** One part on its way into several stores at once. A store that fails is left out. */
final class PartUpload implements AutoCloseable {
    private final List<OpenStores.Open> opens = new ArrayList<>();
    private final List<Store.Upload> uploads = new ArrayList<>();
    private final List<Layer> layers;
    private final PartWriter writer;
    private PartDigests digests;
    private final Cleanup.Handle cleanup = Cleanup.onExit(this::closeUploads);

    PartUpload(List<OpenStores.Open> stores, String key, List<Layer> layers, long expectedBytes) throws IOException {
        this.layers = layers;
        for (OpenStores.Open open : stores) {
            try {
                uploads.add(open.store().create(key, expectedBytes));
                opens.add(open);
            } catch (UserError | IOException e) {
                open.fail(e);
            }
        }
        this.writer = new PartWriter(layers, uploads);
    }

    /** Takes the plain bytes. */
    OutputStream out() {
        return writer;
    }

    /** Ends the part and makes it durable in each store that took all of it. */
    void commit() throws IOException {
        digests = writer.finish();
        Map<Integer, Exception> failures = writer.failures();
        EachStore.at(opens, open -> {
            int place = opens.indexOf(open);
            if (failures.containsKey(place)) {
                throw failures.get(place);
            }
            uploads.get(place).commit();
        });
    }

    /** What the manifest says of it, once it is committed. */
    Manifest.Part part(String name, String role) {
        return new Manifest.Part(name, role, layers.stream().map(Layer::name).toList(), digests.size(),
                digests.sha256(),
                digests.plainSize(), digests.plainSha256());
    }

    private void closeUploads() {
        boolean interrupted = Thread.interrupted();
        EachStore.at(opens, open -> uploads.get(opens.indexOf(open)).close());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        writer.close();
        cleanup.close();
    }
}
