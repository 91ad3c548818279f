package org.serai.camel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * What {@code page.html.mustache} tells who follows a link.
 *
 * @param status of HTTP
 * @param message what it is about, as {@link DigestModel} has it; empty: nothing to be shown
 * @param buttons what can be done
 */
record DigestPage(int status, String title, String text, Map<String, Object> message, List<Button> buttons) {

    /** Of each page: it runs nothing, loads nothing, is kept nowhere, and tells no other site where one came from. */
    static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "X-Robots-Tag",
            "noindex, nofollow",
            "X-Content-Type-Options",
            "nosniff",
            "Cache-Control",
            "no-store");

    /**
     * A form that posts to a token.
     *
     * @param token the path beside this page
     */
    record Button(String token, String label) {}

    DigestPage {
        buttons = List.copyOf(buttons);
    }

    /** Words alone. */
    static DigestPage of(int status, String title, String text) {
        return new DigestPage(status, title, text, Map.of(), List.of());
    }

    /** Makes it the answer, for the template behind; nothing of the request is left in it. */
    void answer(Exchange exchange) {
        var model = new HashMap<String, Object>();
        model.put("title", title);
        model.put("text", text);
        model.put("about", !message.isEmpty());
        model.put("message", message);
        var forms = new ArrayList<Map<String, Object>>();
        buttons.forEach(button -> forms.add(Map.of("token", button.token(), "label", button.label())));
        model.put("buttons", forms);
        Message answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        answer.setHeader(Exchange.CONTENT_TYPE, "text/html; charset=utf-8");
        HEADERS.forEach(answer::setHeader);
        answer.setBody(model);
    }
}
