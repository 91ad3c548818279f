package org.serai.delivery;

import java.util.List;
import org.serai.mail.Reply;

/**
 * A reply of the backend as it came.
 *
 * @param code three digits, 200–599
 * @param lines the text of each line behind the code, octets as ISO 8859-1, not sanitised
 */
record Answer(int code, List<String> lines) {

    boolean positive() {
        return code < 300;
    }

    /** Code and status (RFC 3463), without the words. */
    String codes() {
        String first = lines.get(0);
        int space = first.indexOf(' ');
        String word = space < 0 ? first : first.substring(0, space);
        return Reply.isStatus(word) ? code + " " + word : String.valueOf(code);
    }

    @Override
    public String toString() {
        return BackendReplies.printable(code + " " + String.join(" / ", lines));
    }
}
