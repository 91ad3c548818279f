package org.serai.delivery;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Authenticator;
import org.serai.mail.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the backend say who our users are: their SASL exchange (RFC 4954) goes over a connection that is theirs from then on.
 *
 * <p>Nothing of an exchange is logged, not even what the backend said in it, since it may repeat what it got.
 */
final class BackendAuthenticator implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(BackendAuthenticator.class);
    private static final List<String> PASSED_ON = List.of("PLAIN", "LOGIN", "OAUTHBEARER", "XOAUTH2");
    private static final Reply SUCCEEDED = Reply.of(235, "2.7.0", "Authentication successful");
    private static final Reply WRONG = Reply.of(535, "5.7.8", "Authentication credentials invalid");
    private static final Reply UNREADABLE = Reply.of(501, "5.5.2", "Authentication cancelled or not understood");
    private static final Reply TOO_LONG = Reply.of(500, "5.5.6", "The line is too long");
    private static final Reply TRANSITION = Reply.of(432, "4.7.12", "A password transition is needed");
    private static final Reply LATER = Reply.of(454, "4.7.0", "Temporary authentication failure");
    private static final Reply TWICE = Reply.of(503, "5.5.1", "Already authenticated");

    private final Failover backends;
    private final int most;
    private final boolean kept;
    private final Alerts alerts;
    private final AtomicBoolean toldOfNone = new AtomicBoolean();
    private final Map<String, Login> logins = new ConcurrentHashMap<>();

    /**
     * @param most connections at once
     * @param kept the connection then serves the session's mails; false: they go elsewhere, and it is closed after success
     */
    BackendAuthenticator(Failover backends, int most, boolean kept, Alerts alerts) {
        this.backends = backends;
        this.most = most;
        this.kept = kept;
        this.alerts = alerts;
    }

    /** The ones that all backends announced which have ever answered. */
    @Override
    public List<String> mechanisms() {
        var common = new LinkedHashSet<>(PASSED_ON);
        boolean known = false;
        for (Pool pool : backends.pools()) {
            Extensions announced = pool.backend().announced();
            if (announced != null) {
                known = true;
                common.retainAll(announced.arguments("AUTH"));
            }
        }
        if (!known) {
            return List.of();
        }
        if (!common.isEmpty()) {
            toldOfNone.set(false);
        } else if (toldOfNone.compareAndSet(false, true)) {
            LOG.warn(
                    "Nobody can log in at the outbound door: no AUTH mechanism of {} is announced by every backend",
                    PASSED_ON);
        }
        return List.copyOf(common);
    }

    @Override
    public CompletionStage<Reply> say(String session, String line) {
        Login open = logins.get(session);
        if (open != null) {
            return open.succeeded() ? CompletableFuture.completedFuture(TWICE) : said(session, open, line);
        }
        if (logins.size() >= most) {
            LOG.warn("{}: backend.max-logins = {} sessions are logged in; AUTH is deferred", session, most);
            return CompletableFuture.completedFuture(LATER);
        }
        var login = new Login(backends.connect());
        logins.put(session, login);
        return said(session, login, "AUTH " + line);
    }

    @Override
    public void ended(String session) {
        Login login = logins.remove(session);
        if (login != null) {
            login.end();
        }
    }

    /** The login of a session that has succeeded, also when its connection is lost meanwhile. */
    @Nullable
    Source of(String session) {
        Login login = logins.get(session);
        return login != null && login.succeeded() ? login : null;
    }

    private CompletableFuture<Reply> said(String session, Login login, String command) {
        return login.say(command).handle((answer, failure) -> {
            Reply reply = failure == null ? told(session, login, answer) : failed(session, failure);
            if (reply.code() == SUCCEEDED.code() && kept) {
                login.succeed();
            } else if (reply.code() != 334) {
                logins.remove(session, login);
                login.end();
            }
            return reply;
        });
    }

    private Reply told(String session, Login login, Answer answer) {
        return switch (answer.code()) {
            case 334 -> Reply.of(334, "", answer.lines().get(0));
            case 235 -> SUCCEEDED;
            case 535 -> WRONG;
            case 501 -> UNREADABLE;
            case 500 -> TOO_LONG;
            case 432 -> TRANSITION;
            default -> {
                if (answer.code() < 400 || answer.code() >= 500) {
                    alerts.raise(
                            session,
                            new Alerts.Cause(login.backend().toString(), "AUTH " + answer.codes()),
                            "the backend said " + answer.code() + " to AUTH");
                }
                yield LATER;
            }
        };
    }

    private Reply failed(String session, Throwable failure) {
        Throwable cause = BackendException.unwrap(failure);
        if (cause instanceof IllegalArgumentException) {
            return UNREADABLE;
        }
        if (cause instanceof BackendException known && known.alert() != null) {
            alerts.raise(session, known.alert(), String.valueOf(known.getMessage()));
        } else if (cause instanceof BackendException known) {
            LOG.info("{}: AUTH failed: {}", session, known.reply());
        } else {
            LOG.error("{}: AUTH failed", session, cause);
        }
        return LATER;
    }
}
