package org.serai.store;

import io.reactivex.rxjava3.core.Flowable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.infinispan.commons.configuration.BuiltBy;
import org.infinispan.commons.configuration.ConfigurationFor;
import org.infinispan.commons.configuration.attributes.AttributeDefinition;
import org.infinispan.commons.configuration.attributes.AttributeSet;
import org.infinispan.commons.marshall.Marshaller;
import org.infinispan.configuration.cache.AsyncStoreConfiguration;
import org.infinispan.configuration.cache.PersistenceConfigurationBuilder;
import org.infinispan.metadata.Metadata;
import org.infinispan.metadata.impl.PrivateMetadata;
import org.infinispan.persistence.PersistenceUtil;
import org.infinispan.persistence.sifs.NonBlockingSoftIndexFileStore;
import org.infinispan.persistence.sifs.configuration.DataConfiguration;
import org.infinispan.persistence.sifs.configuration.IndexConfiguration;
import org.infinispan.persistence.sifs.configuration.SoftIndexFileStoreConfiguration;
import org.infinispan.persistence.sifs.configuration.SoftIndexFileStoreConfigurationBuilder;
import org.infinispan.persistence.spi.InitializationContext;
import org.infinispan.persistence.spi.MarshallableEntry;
import org.reactivestreams.Publisher;
import org.serai.store.RecordFile.Content;

/**
 * The files of a table, which open after a crash, and in which nothing is changed while their disk has no room. Decided here and not by a
 * flag of the change: in a cluster that would travel with it, and keep it from the disks of all. Infinispan makes it, so it is public.
 */
public final class SparingFiles<K, V> extends NonBlockingSoftIndexFileStore<K, V> {

    private static final CompletionStage<Void> NOTHING = CompletableFuture.completedStage(null);
    private static final CompletionStage<Boolean> NOTHING_THERE = CompletableFuture.completedStage(false);

    private volatile boolean opening;
    private TableFiles files = new TableFiles("", Path.of(""), () -> true, false);

    @Override
    public CompletionStage<Void> start(InitializationContext ctx) {
        Configuration configuration = ctx.getConfiguration();
        files = configuration.files();
        Path data = PersistenceUtil.getQualifiedLocation(
                ctx.getGlobalConfiguration(),
                configuration.dataLocation(),
                ctx.getCache().getName(),
                "data");
        Path index = PersistenceUtil.getQualifiedLocation(
                ctx.getGlobalConfiguration(),
                configuration.indexLocation(),
                ctx.getCache().getName(),
                "index");
        return ctx.getBlockingManager()
                .runBlocking(() -> mend(data, index, ctx.getPersistenceMarshaller()), "serai-mend")
                .thenCompose(mended -> {
                    opening = true;
                    return super.start(ctx);
                });
    }

    /** Infinispan stops what did not start, too. */
    @Override
    public CompletionStage<Void> stop() {
        return opening ? super.stop() : NOTHING;
    }

    private void mend(Path data, Path index, Marshaller marshaller) {
        try {
            files.mend(data, index, content -> readable(content, marshaller));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean readable(Content content, Marshaller marshaller) {
        try {
            return marshaller.objectFromByteBuffer(content.key()) instanceof String
                    && (content.value().length == 0 || marshaller.objectFromByteBuffer(content.value()) instanceof Cell)
                    && (content.metadata().length == 0
                            || marshaller.objectFromByteBuffer(content.metadata()) instanceof Metadata)
                    && (content.internalMetadata().length == 0
                            || marshaller.objectFromByteBuffer(content.internalMetadata()) instanceof PrivateMetadata);
        } catch (IOException | ClassNotFoundException | RuntimeException unreadable) {
            return false;
        }
    }

    /** One that fails is told, and to Infinispan passes for done: it would try the batch again, and never come to an end. */
    @Override
    public CompletionStage<Void> write(int segment, MarshallableEntry<? extends K, ? extends V> entry) {
        return files.resting()
                ? NOTHING
                : super.write(segment, entry).exceptionally(failure -> {
                    files.failed(failure);
                    return null;
                });
    }

    @Override
    public CompletionStage<Boolean> delete(int segment, Object key) {
        return files.resting()
                ? NOTHING_THERE
                : super.delete(segment, key).exceptionally(failure -> {
                    files.failed(failure);
                    return false;
                });
    }

    /** Infinispan moves what is left of files with old entries. */
    @Override
    public Publisher<MarshallableEntry<K, V>> purgeExpired() {
        return files.resting() ? Flowable.empty() : super.purgeExpired();
    }

    /** What the files are told. */
    @BuiltBy(Builder.class)
    @ConfigurationFor(SparingFiles.class)
    public static final class Configuration extends SoftIndexFileStoreConfiguration {

        private static final AttributeDefinition<TableFiles> FILES = AttributeDefinition.builder(
                        "files", null, TableFiles.class)
                .immutable()
                .build();

        private Configuration(
                AttributeSet attributes,
                AsyncStoreConfiguration async,
                IndexConfiguration index,
                DataConfiguration data) {
            super(attributes, async, index, data);
        }

        private TableFiles files() {
            return attributes.attribute(FILES).get();
        }
    }

    /** Makes it. */
    public static final class Builder extends SoftIndexFileStoreConfigurationBuilder {

        public Builder(PersistenceConfigurationBuilder persistence) {
            super(
                    persistence,
                    new AttributeSet(
                            Configuration.class,
                            SoftIndexFileStoreConfiguration.attributeDefinitionSet(),
                            Configuration.FILES),
                    AsyncStoreConfiguration.attributeDefinitionSet());
        }

        Builder files(TableFiles files) {
            attributes.attribute(Configuration.FILES).set(files);
            return this;
        }

        @Override
        public SoftIndexFileStoreConfiguration create() {
            return new Configuration(attributes.protect(), async.create(), index.create(), data.create());
        }
    }
}
