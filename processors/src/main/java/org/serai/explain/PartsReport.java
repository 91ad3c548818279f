package org.serai.explain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.serai.mail.Mail;
import org.serai.mime.MimeView;
import org.serai.mime.Part;

/** The parts of a message as {@code explain} shows them. */
final class PartsReport {

    private PartsReport() {}

    static List<Map<String, Object>> of(Mail mail) {
        return MimeView.of(mail).parts().stream().map(PartsReport::part).toList();
    }

    private static Map<String, Object> part(Part part) {
        var out = new LinkedHashMap<String, Object>();
        out.put("depth", part.depth());
        return out;
    }
}
