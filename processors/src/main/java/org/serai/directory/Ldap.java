package org.serai.directory;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.serai.directory.LdapSettings.Tls;
import org.serai.mail.AddressKey;

/**
 * Questions to an LDAP directory (RFC 4511): whether it has an entry for an address. Connections are opened when they are
 * needed, kept, and replaced where they broke. Referrals are not followed, and nothing of an entry is read.
 */
public final class Ldap implements AutoCloseable {

    private final LdapSettings settings;
    private final Executor waiters;
    private final @Nullable LDAPConnectionPool pool;
    private volatile String state;

    /**
     * A client that has asked nothing yet.
     *
     * @param home relative files are under it
     * @param waiters threads that wait for answers, as many as {@code ldap.connections}; refuses what is too much
     * @throws ConfigException when the password or the authorities cannot be read
     */
    public Ldap(LdapSettings settings, Path home, Executor waiters) {
        this.settings = settings;
        this.waiters = waiters;
        this.pool = settings.uri().isEmpty() ? null : pool(settings, home);
        this.state = pool == null ? "off: ldap.uri names none" : "not asked yet";
    }

    /** No directory is named. */
    public boolean off() {
        return pool == null;
    }

    /** For operators: how the last question went. */
    public String state() {
        return state;
    }

    /**
     * Whether an entry is there that the filter covers with one of these addresses, tried in their order.
     *
     * @return fails with an {@link IOException} when the directory does not answer in time or says that it cannot
     */
    public CompletableFuture<Boolean> any(LdapFilter filter, List<AddressKey> addresses) {
        LDAPConnectionPool asked = pool;
        if (asked == null) {
            return CompletableFuture.failedFuture(new IOException("there is no directory to ask: ldap.uri is empty"));
        }
        var answer = new CompletableFuture<Boolean>();
        try {
            waiters.execute(() -> {
                try {
                    boolean found = false;
                    for (int i = 0; i < addresses.size() && !found; i++) {
                        found = found(asked, filter.of(addresses.get(i)));
                    }
                    state = "answers";
                    answer.complete(found);
                } catch (LDAPException e) {
                    state = "fails: " + e.getResultCode() + " " + e.getMessage();
                    answer.completeExceptionally(new IOException(
                            "the directory " + settings.uri() + " did not answer: " + e.getMessage(), e));
                } catch (RuntimeException | Error e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new IOException(
                    "more than " + settings.queue() + " questions wait for the directory (ldap.queue)", e));
        }
        return answer;
    }

    private boolean found(LDAPConnectionPool asked, Filter filter) throws LDAPException {
        var request = new SearchRequest(settings.base(), SearchScope.SUB, filter, SearchRequest.NO_ATTRIBUTES);
        request.setSizeLimit(1);
        request.setTimeLimitSeconds((int) Math.max(1, settings.timeout().toSeconds()));
        request.setResponseTimeoutMillis(settings.timeout().toMillis());
        try {
            return asked.search(request).getEntryCount() > 0;
        } catch (LDAPSearchException e) {
            // More than one entry has it.
            if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                return true;
            }
            throw e;
        }
    }

    private static LDAPConnectionPool pool(LdapSettings settings, Path home) {
        var options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis((int) settings.connectTimeout().toMillis());
        options.setResponseTimeoutMillis(settings.timeout().toMillis());
        options.setFollowReferrals(false);
        options.setUseSynchronousMode(true);
        options.setMaxMessageSize(1 << 20);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        boolean secure = settings.uri().get(0).secure();
        SSLContext tls = tls(settings);
        SocketFactory sockets = secure ? tls.getSocketFactory() : SocketFactory.getDefault();
        PostConnectProcessor starttls =
                secure || settings.tls() == Tls.OFF ? null : new StartTLSPostConnectProcessor(tls);
        BindRequest bind = bind(settings, home);
        var servers = new FailoverServerSet(
                settings.uri().stream().map(LdapServer::host).toArray(String[]::new),
                settings.uri().stream().mapToInt(LdapServer::port).toArray(),
                sockets,
                options,
                bind,
                starttls);
        try {
            var pool = new LDAPConnectionPool(servers, bind, 0, settings.connections(), null, false);
            pool.setConnectionPoolName("serai");
            pool.setCreateIfNecessary(true);
            pool.setMaxWaitTimeMillis(settings.connectTimeout().toMillis());
            pool.setRetryFailedOperationsDueToInvalidConnections(true);
            pool.setMaxConnectionAgeMillis(600_000);
            return pool;
        } catch (LDAPException e) {
            throw new ConfigException("ldap.uri = '" + settings.uri() + "': " + e.getMessage(), e);
        }
    }

    private static @Nullable BindRequest bind(LdapSettings settings, Path home) {
        if (settings.bindDn().isEmpty()) {
            return null;
        }
        Path file = home.resolve(settings.passwordFile());
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty() || lines.get(0).isEmpty()) {
                throw new ConfigException(
                        "ldap.password-file = '" + file + "' is empty: its first line is the password");
            }
            return new SimpleBindRequest(settings.bindDn(), lines.get(0));
        } catch (IOException e) {
            throw ConfigException.about("ldap.password-file = '" + file + "' cannot be read", file, e);
        }
    }

    private static SSLContext tls(LdapSettings settings) {
        try {
            KeyStore authorities = null;
            if (!settings.caFile().certificates().isEmpty()) {
                authorities = KeyStore.getInstance(KeyStore.getDefaultType());
                authorities.load(null, null);
                int number = 0;
                for (X509Certificate certificate : settings.caFile().certificates()) {
                    authorities.setCertificateEntry("authority-" + number++, certificate);
                }
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigException("ldap.ca-file: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
