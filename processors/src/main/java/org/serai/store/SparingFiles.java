package org.serai.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.infinispan.commons.configuration.BuiltBy;
import org.infinispan.commons.configuration.ConfigurationFor;
import org.infinispan.commons.configuration.attributes.AttributeDefinition;
import org.infinispan.commons.configuration.attributes.AttributeSet;
import org.infinispan.configuration.cache.AsyncStoreConfiguration;
import org.infinispan.configuration.cache.PersistenceConfigurationBuilder;
import org.infinispan.persistence.sifs.NonBlockingSoftIndexFileStore;
import org.infinispan.persistence.sifs.configuration.DataConfiguration;
import org.infinispan.persistence.sifs.configuration.IndexConfiguration;
import org.infinispan.persistence.sifs.configuration.SoftIndexFileStoreConfiguration;
import org.infinispan.persistence.sifs.configuration.SoftIndexFileStoreConfigurationBuilder;
import org.infinispan.persistence.spi.InitializationContext;
import org.infinispan.persistence.spi.MarshallableEntry;

/**
 * The files of a table, in which nothing is changed while their disk has no room. Decided here and not by a flag of the change:
 * in a cluster that would travel with it, and keep it from the disks of all. Infinispan makes it, so it is public.
 */
public final class SparingFiles<K, V> extends NonBlockingSoftIndexFileStore<K, V> {

    private BooleanSupplier full = () -> false;

    @Override
    public CompletionStage<Void> start(InitializationContext ctx) {
        full = ctx.<Configuration>getConfiguration().full();
        return super.start(ctx);
    }

    @Override
    public CompletionStage<Void> write(int segment, MarshallableEntry<? extends K, ? extends V> entry) {
        return full.getAsBoolean() ? CompletableFuture.completedStage(null) : super.write(segment, entry);
    }

    @Override
    public CompletionStage<Boolean> delete(int segment, Object key) {
        return full.getAsBoolean() ? CompletableFuture.completedStage(false) : super.delete(segment, key);
    }

    /** What the files are told. */
    @BuiltBy(Builder.class)
    @ConfigurationFor(SparingFiles.class)
    public static final class Configuration extends SoftIndexFileStoreConfiguration {

        private static final AttributeDefinition<BooleanSupplier> FULL = AttributeDefinition.builder(
                        "full", () -> false, BooleanSupplier.class)
                .immutable()
                .build();

        private Configuration(
                AttributeSet attributes,
                AsyncStoreConfiguration async,
                IndexConfiguration index,
                DataConfiguration data) {
            super(attributes, async, index, data);
        }

        private BooleanSupplier full() {
            return attributes.attribute(FULL).get();
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
                            Configuration.FULL),
                    AsyncStoreConfiguration.attributeDefinitionSet());
        }

        /** @param full the disk has no room: what changes is not written there */
        Builder full(BooleanSupplier full) {
            attributes.attribute(Configuration.FULL).set(full);
            return this;
        }

        @Override
        public SoftIndexFileStoreConfiguration create() {
            return new Configuration(attributes.protect(), async.create(), index.create(), data.create());
        }
    }
}
