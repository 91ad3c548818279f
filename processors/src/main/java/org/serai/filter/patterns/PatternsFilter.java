package org.serai.filter.patterns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.config.Size;
import org.serai.content.TextPart;
import org.serai.content.TextReader;
import org.serai.filter.MailFilter;
import org.serai.filter.patterns.Search.Hit;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mime.EncodedWords;
import org.serai.mime.MimeReader;
import org.serai.mime.MimeView;
import org.serai.mime.MimeView.Field;
import org.serai.mime.Part;

/**
 * Triggered by what matches a rule of {@code config/lists/patterns-*.txt}: the HELO argument, the reverse-path, a
 * forward-path, header fields, the text, the names of attachments. Each list adds its rules' points up to its cap, over all
 * phases. Our own users are not asked.
 */
public final class PatternsFilter implements MailFilter {

    public static final Set<String> SYMBOLS =
            Arrays.stream(Place.values()).map(Place::symbol).collect(Collectors.toUnmodifiableSet());

    /** Evidence of what one list added, followed by its name. */
    private static final String POINTS = "points.";

    /** Rules that the evidence names; of more it tells the number. */
    private static final int MAX_EVIDENCE = 20;

    private final MimeReader mime;
    private final TextReader texts;
    private final Options options;
    private final PatternLists lists;

    /** Properties under {@code filter.patterns.}. */
    public record Options(
            @Option(
                            value = "256KB",
                            most = "16MB",
                            doc = "How much of a message's text is searched, counted when HTML has been made text.")
                    Size maxText,
            @Option(value = "4KB", most = "256KB", doc = "How much of each header field is searched.") Size maxField) {}

    public PatternsFilter(Options options, MimeReader mime, TextReader texts, PatternLists lists) {
        this.mime = mime;
        this.texts = texts;
        this.options = options;
        this.lists = lists;
    }

    @Override
    public List<Finding> check(Mail mail) throws TimeoutException {
        if (mail.envelope().client().trusted()) {
            return List.of();
        }
        var search = new Search(lists, mail.deadline());
        switch (mail.phase()) {
            case CONNECT -> {}
            case HELO -> one(search, Place.HELO, mail.envelope().helo());
            case MAIL_FROM -> address(search, Place.MAIL_FROM, mail.envelope().mailFrom());
            case RCPT_TO -> address(search, Place.RCPT_TO, mail.envelope().recipient());
            case DATA -> content(search, mail);
        }
        return search.hits().isEmpty() ? List.of() : findings(search.hits(), given(mail));
    }

    private static void address(Search search, Place place, @Nullable Path path) throws TimeoutException {
        if (path != null) {
            one(search, place, path.address());
        }
    }

    private static void one(Search search, Place place, String text) throws TimeoutException {
        search.in(Where.of(place), place.id(), text);
    }

    private void content(Search search, Mail mail) throws TimeoutException {
        MimeView view = mime.view(mail);
        int maxField = options.maxField().intBytes();
        for (Field field : view.headers()) {
            Where where = Where.field(field.name());
            if (lists.look(where)) {
                String body = field.body();
                String searched = body.length() > maxField ? body.substring(0, maxField) : body;
                search.in(where, field.name(), EncodedWords.decode(searched));
            }
        }
        if (lists.look(Where.of(Place.BODY))) {
            int left = options.maxText().intBytes();
            for (TextPart part : texts.of(mail)) {
                left -= text(search, "part " + part.part(), part.text(), left);
                if (!part.hidden().isEmpty()) {
                    left -= text(search, "part " + part.part() + " hidden", part.hidden(), left);
                }
            }
        }
        Where attachment = Where.of(Place.ATTACHMENT);
        if (lists.look(attachment)) {
            for (Part part : view.parts()) {
                for (String name : part.names()) {
                    search.in(attachment, "part " + part.path(), name);
                }
            }
        }
    }

    /** Returns how much was searched. What HTML hides is, since whoever fools our notion of hidden would get by otherwise. */
    private static int text(Search search, String where, String text, int most) throws TimeoutException {
        String searched = text.substring(0, Math.min(most, text.length()));
        search.in(Where.of(Place.BODY), where, searched);
        return searched.length();
    }

    /** One for each place. */
    private List<Finding> findings(List<Hit> hits, Map<String, Double> given) {
        var byPlace = new TreeMap<Place, List<Hit>>();
        hits.forEach(hit ->
                byPlace.computeIfAbsent(hit.place(), place -> new ArrayList<>()).add(hit));
        var out = new ArrayList<Finding>();
        byPlace.forEach((place, some) -> out.add(finding(place, some, given)));
        return out;
    }

    private Finding finding(Place place, List<Hit> hits, Map<String, Double> given) {
        var finding = Finding.of(place.symbol(), place.reason())
                .withEvidence(
                        "rules",
                        hits.stream().limit(MAX_EVIDENCE).map(Hit::toString).toList());
        if (hits.size() > MAX_EVIDENCE) {
            finding = finding.withEvidence("more", hits.size() - MAX_EVIDENCE);
        }
        var sums = new TreeMap<String, Double>();
        hits.forEach(hit -> sums.merge(hit.rule().list(), hit.rule().points(), Double::sum));
        double score = 0;
        for (Map.Entry<String, Double> sum : sums.entrySet()) {
            String list = sum.getKey();
            double before = given.getOrDefault(list, 0.0);
            double points = lists.list(list).within(before, sum.getValue());
            given.put(list, before + points);
            score += points;
            finding = finding.withEvidence(POINTS + list, rounded(points));
        }
        return finding.withScore(rounded(score));
    }

    /**
     * What each list has added in earlier phases. Of those about recipients only one counts in the score: the largest is
     * taken here, and none while another recipient is being asked for.
     */
    private static Map<String, Double> given(Mail mail) {
        boolean atRecipient = mail.envelope().recipient() != null;
        var sure = new HashMap<String, Double>();
        var recipients = new HashMap<String, Double>();
        for (Finding finding : mail.findings()) {
            boolean ofRecipient = !finding.recipient().isEmpty();
            if (SYMBOLS.contains(finding.symbol()) && !(ofRecipient && atRecipient)) {
                finding.evidence().forEach((key, value) -> {
                    if (key.startsWith(POINTS) && value instanceof Number points) {
                        String list = key.substring(POINTS.length());
                        if (ofRecipient) {
                            recipients.merge(list, points.doubleValue(), Math::max);
                        } else {
                            sure.merge(list, points.doubleValue(), Double::sum);
                        }
                    }
                });
            }
        }
        recipients.forEach((list, points) -> sure.merge(list, points, Double::sum));
        return sure;
    }

    private static double rounded(double points) {
        return Math.rint(points * 100) / 100;
    }
}
