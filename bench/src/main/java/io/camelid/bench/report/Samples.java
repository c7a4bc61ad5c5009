package io.camelid.bench.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Measured values, all of them kept: percentiles are exact. */
public final class Samples {
    private double[] values = new double[1024];
    private int size;
    private boolean sorted = true;

    public static Samples of(Collection<Double> values) {
        Samples samples = new Samples();
        values.forEach(samples::add);
        return samples;
    }

    public void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
        sorted = false;
    }

    public void addAll(Samples others) {
        Arrays.stream(others.values, 0, others.size).forEach(this::add);
    }

    public int size() {
        return size;
    }

    public double median() {
        sort();
        return size == 0 ? Double.NaN : (values[(size - 1) / 2] + values[size / 2]) / 2;
    }

    /** The smallest value that at least this share (0 to 1) of all does not exceed; NaN when there are none. */
    public double percentile(double share) {
        sort();
        return size == 0 ? Double.NaN : values[Math.max(0, (int) Math.ceil(share * size) - 1)];
    }

    public double min() {
        return percentile(0);
    }

    public double max() {
        return percentile(1);
    }

    /** Median, smallest and largest, for the result file. */
    public Map<String, Object> spread() {
        Map<String, Object> spread = new LinkedHashMap<>();
        spread.put("median", median());
        spread.put("min", min());
        spread.put("max", max());
        return spread;
    }

    private void sort() {
        if (!sorted) {
            Arrays.sort(values, 0, size);
            sorted = true;
        }
    }
}
