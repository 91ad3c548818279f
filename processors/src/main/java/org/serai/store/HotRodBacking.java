package org.serai.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.infinispan.client.hotrod.RemoteCache;
import org.infinispan.client.hotrod.RemoteCacheManager;
import org.infinispan.client.hotrod.configuration.ClientIntelligence;
import org.infinispan.client.hotrod.configuration.Configuration;
import org.infinispan.client.hotrod.configuration.ConfigurationBuilder;
import org.infinispan.client.hotrod.exceptions.HotRodClientException;
import org.infinispan.commons.configuration.StringConfiguration;
import org.serai.config.ConfigException;
import org.serai.store.ClusterSettings.Member;

/** Tables on servers of Infinispan, by Hot Rod. */
final class HotRodBacking implements Backing {

    private static final int RETRIES = 2;

    private final StoreSettings settings;
    private final HotRodSettings hotRod;
    private final RemoteCacheManager manager;

    /** Connects when the first table is opened. */
    HotRodBacking(StoreSettings settings, HotRodSettings hotRod, Path home, List<TableSpec<?>> specs) {
        this.settings = settings;
        this.hotRod = hotRod;
        this.manager = new RemoteCacheManager(configuration(home, specs));
    }

    private Configuration configuration(Path home, List<TableSpec<?>> specs) {
        int millis = (int) Math.min(Integer.MAX_VALUE, settings.timeout().toMillis());
        var builder = new ConfigurationBuilder()
                .addContextInitializer(new CellMarshaller(specs))
                .clientIntelligence(
                        hotRod.discover() ? ClientIntelligence.HASH_DISTRIBUTION_AWARE : ClientIntelligence.BASIC)
                .connectionTimeout(millis)
                .socketTimeout(millis)
                .maxRetries(RETRIES)
                .tcpKeepAlive(true);
        for (Member server : settings.uri().servers()) {
            refuseInTheClear(server);
            builder.addServer().host(server.host()).port(server.port());
        }
        var security = builder.security();
        if (hotRod.tls()) {
            String name = hotRod.serverName().isEmpty()
                    ? settings.uri().servers().get(0).host()
                    : hotRod.serverName();
            var ssl = security.ssl()
                    .enable()
                    .protocol("TLSv1.3")
                    .sniHostName(name)
                    .hostnameValidation(true);
            if (!hotRod.authorities().toString().isEmpty()) {
                ssl.trustStoreFileName(authorities(home)).trustStoreType("pem");
            }
        }
        if (!hotRod.user().isEmpty()) {
            security.authentication()
                    .enable()
                    .username(hotRod.user())
                    .password(Secrets.read("store.hotrod.password-file", home.resolve(hotRod.passwordFile())))
                    .saslMechanism(hotRod.mechanism());
        }
        return builder.build();
    }

    private String authorities(Path home) {
        Path file = home.resolve(hotRod.authorities());
        if (!Files.isReadable(file)) {
            throw new ConfigException("store.hotrod.authorities = '" + file + "' cannot be read");
        }
        return file.toString();
    }

    private void refuseInTheClear(Member server) {
        if (hotRod.tls() && !hotRod.user().isEmpty() || isLoopback(server.host())) {
            return;
        }
        throw new ConfigException(
                "store.uri names " + server.host() + ", which is not this machine: store.hotrod.tls must be"
                        + " true and store.hotrod.user be set, since who reads or writes there decides what mail comes through");
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new ConfigException("store.uri names " + host + ", which has no address", e);
        }
    }

    @Override
    public <V extends Record> Table<V> open(TableSpec<V> spec) {
        String name = hotRod.prefix() + spec.name();
        return new HotRodTable<>(spec, cache(name, definition(spec)), settings.timeout());
    }

    /** Who may not make caches may use those that are there. */
    private RemoteCache<String, Cell> cache(String name, String definition) {
        try {
            return manager.administration().getOrCreateCache(name, new StringConfiguration(definition));
        } catch (HotRodClientException mayNot) {
            RemoteCache<String, Cell> cache = manager.getCache(name);
            if (cache == null) {
                throw mayNot;
            }
            return cache;
        }
    }

    /** Two servers have each entry, on disk as well: asking is a message whoever has it. */
    private static String definition(TableSpec<?> spec) {
        return """
                <distributed-cache mode="SYNC" owners="2">
                  <encoding media-type="application/x-protostream"/>
                  <memory max-count="%d" when-full="REMOVE"/>
                  <persistence><file-store/></persistence>
                  <partition-handling when-split="ALLOW_READ_WRITES" merge-policy="PREFERRED_NON_NULL"/>
                </distributed-cache>
                """
                .formatted(spec.maxEntries());
    }

    @Override
    public List<String> members() {
        return manager.getServers() == null ? List.of() : List.of(manager.getServers());
    }

    /** Whether they answer, the size of a table tells. */
    @Override
    public String disk() {
        return "";
    }

    @Override
    public String problem() {
        return "";
    }

    @Override
    public void close() {
        manager.stop();
    }
}
