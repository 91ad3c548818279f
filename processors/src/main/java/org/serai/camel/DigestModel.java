package org.serai.camel;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.serai.custody.QuarantineEntry;
import org.serai.digest.Digest;
import org.serai.digest.Link.Action;
import org.serai.digest.Links;
import org.serai.digest.Plain;
import org.serai.verdict.Scorer;

/** What the templates of digests and pages are given: texts alone, cut and in one line, which the templates escape. */
final class DigestModel {

    private static final int LONGEST = 100;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final Links links;
    private final String uri;
    private final ZoneId zone;
    private final Scorer.Options thresholds;

    /** @param uri what links begin with; empty: there are none */
    DigestModel(Links links, String uri, ZoneId zone, Scorer.Options thresholds) {
        this.links = links;
        this.uri = uri;
        this.zone = zone;
        this.thresholds = thresholds;
    }

    /** What a digest tells. */
    Map<String, Object> of(Digest digest) {
        var messages = new ArrayList<Map<String, Object>>();
        for (Digest.Held held : digest.held()) {
            messages.add(message(held));
        }
        int count = digest.held().size() + digest.more();
        var model = new HashMap<String, Object>();
        model.put("recipient", Plain.line(digest.recipient(), LONGEST));
        model.put("count", String.valueOf(count));
        model.put("one", count == 1);
        model.put("some", count > 0);
        model.put("messages", messages);
        model.put("more", digest.more() > 0);
        model.put("moreCount", String.valueOf(digest.more()));
        model.put("withheld", digest.withheld() > 0);
        model.put("withheldCount", String.valueOf(digest.withheld()));
        model.put("links", !uri.isEmpty());
        model.put("off", off(digest.recipient()));
        model.put("until", time(digest.until()));
        return model;
    }

    private Map<String, Object> message(Digest.Held held) {
        String recipient = held.recipient();
        Map<String, Object> model = of(held.entry());
        if (!uri.isEmpty()) {
            model.put("show", uri(links.token(held.id(), recipient, Action.SHOW)));
            model.put("release", uri(links.token(held.id(), recipient, Action.RELEASE)));
            model.put("trust", uri(links.token(held.id(), recipient, Action.TRUST)));
        }
        return model;
    }

    /** What is told of a message. */
    Map<String, Object> of(QuarantineEntry entry) {
        var model = new HashMap<String, Object>();
        String from = Plain.line(entry.from(), LONGEST);
        String sender = Plain.line(entry.mailFrom(), LONGEST);
        String subject = Plain.line(entry.subject(), LONGEST);
        model.put("time", time(entry.kept()));
        model.put("from", from.isEmpty() ? sender.isEmpty() ? "(nobody)" : sender : from);
        model.put("sender", sender);
        model.put("subject", subject.isEmpty() ? "(no subject)" : subject);
        model.put("why", words(entry.score()));
        model.put("size", (entry.size() + 1023) / 1024 + " KB");
        return model;
    }

    /** Where the user wants no digests any more; empty: by no link. */
    String off(String recipient) {
        return uri.isEmpty() ? "" : uri(links.token("", recipient, Action.OFF));
    }

    private String uri(String token) {
        return uri + "/d/" + token;
    }

    private String time(Instant time) {
        return TIME.format(time.atZone(zone));
    }

    private String words(double score) {
        return score >= thresholds.reject()
                ? "almost certainly spam"
                : score >= thresholds.quarantine() ? "probably spam" : "held back by a rule";
    }
}
