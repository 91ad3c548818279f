package org.serai.identity.dmarc;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.serai.Mails;
import org.serai.config.Binder;
import org.serai.dns.RecordType;
import org.serai.dns.Zone;
import org.serai.identity.DkimResult;
import org.serai.identity.DmarcResult;
import org.serai.identity.PublicSuffixes;
import org.serai.identity.SpfResult;
import org.serai.mail.Mail;
import org.serai.mime.Messages;

/** What SPF and DKIM say, made by hand, and DMARC upon it. */
final class Proofs {

    static final PublicSuffixes SUFFIXES = PublicSuffixes.bundled();

    private Proofs() {}

    static SpfResult spf(String result, String domain) {
        return new SpfResult(
                SpfResult.Result.valueOf(result.toUpperCase(Locale.ROOT)),
                SpfResult.Identity.MAILFROM,
                domain,
                "",
                "",
                List.of());
    }

    static DkimResult dkim(String result, String domain) {
        return dkim(result, domain, true);
    }

    static DkimResult dkim(String result, String domain, boolean wholeBody) {
        return new DkimResult(
                DkimResult.Result.valueOf(result.toUpperCase(Locale.ROOT)),
                domain,
                "s1",
                "@" + domain,
                "rsa-sha256",
                2048,
                wholeBody,
                false,
                "");
    }

    static Zone record(Zone zone, String domain, String record) {
        return zone.with("_dmarc." + domain, RecordType.TXT, record);
    }

    static DmarcResult evaluate(Zone zone, Discovery.Method method, String from, SpfResult spf, DkimResult... dkim) {
        return evaluate(zone, method, Mails.data("From: " + from + "\r\n\r\ntext\r\n"), spf, dkim);
    }

    static DmarcResult evaluate(Zone zone, Discovery.Method method, Mail mail, SpfResult spf, DkimResult... dkim) {
        var dmarc = new Dmarc(
                any -> zone,
                Messages.READER,
                SUFFIXES,
                any -> CompletableFuture.completedFuture(spf),
                any -> CompletableFuture.completedFuture(List.of(dkim)),
                new Dmarc.Options(method));
        return now(dmarc.of(mail));
    }

    static <T> T now(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    static <T extends Record> T defaults(Class<T> options) {
        return Binder.defaults(options);
    }
}
