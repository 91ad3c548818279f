package org.serai.filter.patterns;

import com.google.re2j.Pattern;
import java.util.List;

/**
 * One line of a list.
 *
 * @param list name of its list
 * @param name unique in its list
 * @param points for a hit; 0: only seen
 * @param shape what is known of the pattern
 */
record Rule(String list, String name, double points, List<Where> where, Pattern pattern, Shape shape) {}
