@NullMarked
package org.serai.filter.report;

import org.jspecify.annotations.NullMarked;
