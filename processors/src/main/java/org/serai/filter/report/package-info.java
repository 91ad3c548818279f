/** Mail of our own users to the addresses at which they report spam and ham. */
@NullMarked
package org.serai.filter.report;

import org.jspecify.annotations.NullMarked;
