package org.serai.store;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.infinispan.remoting.transport.jgroups.JGroupsChannelConfigurator;
import org.jgroups.JChannel;
import org.jgroups.conf.ProtocolConfiguration;
import org.jgroups.protocols.BARRIER;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.RED;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.dns.DNS_PING;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;
import org.jgroups.util.SocketFactory;
import org.jgroups.util.TLS;
import org.jgroups.util.TLSClientAuth;
import org.serai.config.ConfigException;

/**
 * How nodes speak to each other: TCP only, one port, no multicast. Infinispan's own stack for TCP, without its second port
 * for failure detection, which would not be encrypted: a connection that breaks makes its node suspect instead.
 */
final class ClusterStack implements JGroupsChannelConfigurator {

    private final ClusterSettings settings;
    private final Path home;
    private final InetAddress address;

    /** @throws ConfigException when nodes would speak in the clear off loopback, or a property says what cannot be */
    ClusterStack(ClusterSettings settings, Path home) {
        this.settings = settings;
        this.home = home;
        this.address = address(settings.bindAddress());
        if (!settings.encrypted() && !address.isLoopbackAddress()) {
            throw new ConfigException("store.cluster.bind-address = '" + settings.bindAddress()
                    + "' is not loopback, and nodes would speak unencrypted to whoever comes: set store.cluster.keystore"
                    + " and store.cluster.keystore-password-file (docs/state.md tells how to make them)");
        }
        if (settings.members().isEmpty() == settings.dns().isEmpty()) {
            throw new ConfigException("store.uri = cluster: needs either store.cluster.members or store.cluster.dns,"
                    + " by which nodes find each other");
        }
    }

    @Override
    public JChannel createChannel(String name) {
        try {
            var channel = new JChannel(List.of(
                    transport(),
                    new RED(),
                    discovery(settings),
                    new MERGE3().setMinInterval(2_000).setMaxInterval(8_000),
                    new FD_ALL3().setTimeout(10_000).setInterval(2_000),
                    new VERIFY_SUSPECT2().setTimeout(1_000),
                    new BARRIER(),
                    new NAKACK2().useMcastXmit(false).setXmitInterval(200).resendLastSeqno(true),
                    new UNICAST3().setConnCloseTimeout(5_000).setXmitInterval(200),
                    new STABLE().setDesiredAverageGossip(5_000).setMaxBytes(1_000_000),
                    new GMS().printLocalAddress(false).setJoinTimeout(2_000),
                    new UFC().setMaxCredits(4_000_000).setMinThreshold(0.4),
                    new MFC().setMaxCredits(4_000_000).setMinThreshold(0.4),
                    new FRAG4().setFragSize(60_000)));
            // Which would listen to multicast of anybody, on all addresses.
            channel.getProtocolStack().getTransport().disableDiagnostics();
            return channel;
        } catch (ConfigException e) {
            throw e;
        } catch (Exception e) {
            throw new ConfigException("the cluster of store.cluster.* cannot be joined: " + e.getMessage(), e);
        }
    }

    private TCP transport() {
        var tcp = new TCP();
        tcp.setBindAddress(address);
        tcp.setBindPort(settings.port());
        tcp.setPortRange(0);
        tcp.enableSuspectEvents(true);
        tcp.setSockConnTimeout(1_000);
        tcp.tcpNodelay(true);
        tcp.getThreadPool().setMaxThreads(50);
        if (settings.encrypted()) {
            tcp.tls(tls(home.resolve(settings.keystore()), home.resolve(settings.keystorePasswordFile())));
        }
        return tcp;
    }

    @Override
    public String getName() {
        return "serai";
    }

    @Override
    public String getProtocolStackString() {
        return "made by createChannel";
    }

    @Override
    public List<ProtocolConfiguration> getProtocolStack() {
        return List.of();
    }

    @Override
    public void setSocketFactory(SocketFactory factory) {
        throw new UnsupportedOperationException("the stack has TLS of its own");
    }

    @Override
    public void setDataSource(DataSource source) {
        throw new UnsupportedOperationException("nodes are found by TCPPING or DNS_PING");
    }

    private static TLS tls(Path keystore, Path passwordFile) {
        String password = Secrets.read("store.cluster.keystore-password-file", passwordFile);
        if (!Files.isReadable(keystore)) {
            throw new ConfigException("store.cluster.keystore = '" + keystore + "' cannot be read");
        }
        return new TLS()
                .enabled(true)
                .setProtocols(new String[] {"TLSv1.3"})
                .setKeystoreType("PKCS12")
                .setKeystorePath(keystore.toString())
                .setKeystorePassword(password)
                .setTruststoreType("PKCS12")
                .setTruststorePath(keystore.toString())
                .setTruststorePassword(password)
                .setClientAuth(TLSClientAuth.NEED);
    }

    private static Protocol discovery(ClusterSettings settings) {
        if (!settings.dns().isEmpty()) {
            DNS_PING ping = new DNS_PING().setDNSQuery(settings.dns());
            return settings.dnsServer().isEmpty() ? ping : ping.setDNSAddress(settings.dnsServer());
        }
        return new TCPPING()
                .setInitialHosts(settings.members().stream()
                        .map(member -> new InetSocketAddress(member.host(), member.port()))
                        .toList())
                .setPortRange(0);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new ConfigException("store.cluster.bind-address = '" + text + "' is no address of this machine", e);
        }
    }
}
