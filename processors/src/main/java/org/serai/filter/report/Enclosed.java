package org.serai.filter.report;

import java.util.ArrayList;
import java.util.List;
import org.serai.mail.Mail;
import org.serai.mime.MimeReader;
import org.serai.mime.Part;

/** The messages that a report carries: parts of type {@code message/rfc822} (RFC 2046 section 5.2.1) or {@code message/global} (RFC 6532). */
public final class Enclosed {

    private Enclosed() {}

    /** In their order; not those that lie in another one, which was reported as a whole. */
    public static List<Part> of(Mail mail, MimeReader mime) {
        var out = new ArrayList<Part>();
        String within = "";
        for (Part part : mime.view(mail).parts()) {
            boolean deeper = !within.isEmpty() && part.path().startsWith(within);
            if (!deeper && message(part)) {
                out.add(part);
                within = part.path() + ".";
            }
        }
        return out;
    }

    private static boolean message(Part part) {
        return part.type().equals("message/rfc822") || part.type().equals("message/global");
    }
}
