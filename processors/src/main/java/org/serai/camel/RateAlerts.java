package org.serai.camel;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.serai.history.Effects;
import org.serai.mail.Client;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator, once an hour for each, that one of our own users sends more than he may: others may know his password. */
final class RateAlerts implements Effects {

    private static final Logger LOG = LoggerFactory.getLogger(RateAlerts.class);
    private static final Duration PAUSE = Duration.ofHours(1);
    private static final int MAX_USERS = 1_000;

    private final Clock clock;
    private final Map<String, Instant> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MAX_USERS;
        }
    };

    RateAlerts(Clock clock) {
        this.clock = clock;
    }

    @Override
    public CompletionStage<Void> apply(Mail mail, Disposition disposition) {
        if (mail.envelope().client().trusted()) {
            for (Finding finding : mail.findings()) {
                if (finding.symbol().equals("RATES_USER") && finding.mode() != Mode.MONITOR) {
                    tell(mail, finding);
                    break;
                }
            }
        }
        return DONE;
    }

    private void tell(Mail mail, Finding finding) {
        Client client = mail.envelope().client();
        String who = client.login().isEmpty() ? client.ip() : client.login();
        if (news(who)) {
            LOG.warn(
                    "{}: {} at {} has reached {}: is this the user, or does somebody else know the password? Told once an hour.",
                    mail.id(),
                    LogLine.escaped(who),
                    client.ip(),
                    finding.evidence().get("limit"));
        }
    }

    private synchronized boolean news(String who) {
        Instant now = clock.instant();
        Instant last = told.get(who);
        if (last != null && now.isBefore(last.plus(PAUSE))) {
            return false;
        }
        told.remove(who);
        told.put(who, now);
        return true;
    }
}
