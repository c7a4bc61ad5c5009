package io.camelid.bench.report;

import java.util.LinkedHashMap;
import java.util.Map;

/** A figure the project promises not to exceed. Missing one does not make a run fail: machines differ. */
public record Goal(String name, double limit, String unit, double value) {
    public boolean met() {
        return value <= limit;
    }

    public Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("limit", limit);
        figures.put("value", value);
        figures.put("unit", unit);
        figures.put("met", met());
        return figures;
    }
}
