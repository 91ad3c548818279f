package org.serai.explain;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.serai.config.Settings;
import org.serai.filter.Filters;
import org.serai.filter.attachment.AttachmentFilter;
import org.serai.filter.attachment.NamePatterns;
import org.serai.filter.attachment.PartReport;
import org.serai.mail.Content;
import org.serai.mail.Mail;
import org.serai.mime.MimeReader;

/** The parts of a message as {@code explain} shows them. */
final class PartsReport {

    private final MimeReader mime;
    private final AttachmentFilter filter;

    PartsReport(Settings settings) {
        mime = new MimeReader(settings.bind("mime.", MimeReader.Limits.class));
        filter = new AttachmentFilter(
                settings.bind(Filters.prefix("attachment"), AttachmentFilter.Options.class),
                mime,
                NamePatterns.of(List.of()));
    }

    List<Map<String, Object>> of(Mail mail) throws IOException {
        return mail.content() == Content.NONE
                ? List.of()
                : filter.report(mime.view(mail)).stream().map(PartsReport::part).toList();
    }

    private static Map<String, Object> part(PartReport part) {
        var out = new LinkedHashMap<String, Object>();
        out.put("depth", part.depth());
        out.put("name", part.name());
        out.put("declared", part.declared());
        out.put("detected", part.detected());
        out.put("bytes", part.bytes());
        out.put("sha256", part.sha256());
        return out;
    }
}
