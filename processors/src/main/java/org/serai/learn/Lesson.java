package org.serai.learn;

/**
 * One message that was learned.
 *
 * @param features of the sample, by which it is known whether another one would take back the same
 * @param number which lesson it was, counted from 1
 * @param amounts what each classifier has added for it
 * @param evidence what each classifier said of the message before it learned from it
 * @param addressee in whose own counts it is
 */
record Lesson(long features, long number, boolean spam, int[] amounts, double[] evidence, Addressee addressee) {}
