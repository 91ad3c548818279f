package org.serai.delivery;

import java.util.List;

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

    @Override
    public String toString() {
        return BackendReplies.printable(code + " " + String.join(" / ", lines));
    }
}
