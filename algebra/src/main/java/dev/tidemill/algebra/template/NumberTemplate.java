package dev.tidemill.algebra.template;

import dev.tidemill.algebra.error.ErrorCode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A template of {@code to_char(number, 'FM999,990.00')}, with the patterns of PostgreSQL in the
 * locale C. Immutable and thread-safe.
 */
public final class NumberTemplate {
    /** How many digits a template may ask for. */
    public static final int DIGITS_MAX = 1_000;

    /** What a part of a template stands for; the longer names come before those they begin with. */
    private enum Pattern {
        COMMA(","),
        POINT("."),
        ZERO("0"),
        NINE("9"),
        BLANK("B"),
        DECIMAL("D"),
        EXPONENT("EEEE"),
        FILL("FM"),
        GROUP("G"),
        CURRENCY("L"),
        MINUS("MI"),
        PLUS("PL"),
        BRACKETS("PR"),
        ROMAN("RN"),
        SIGN_ALWAYS("SG"),
        SPELL("SP"),
        SIGN("S"),
        ORDINAL("TH"),
        MULTIPLY("V");

        private final String upper;

        Pattern(String upper) {
            this.upper = upper;
        }
    }

    /** A pattern, in lower case or not, or a literal text. */
    private record Part(@Nullable Pattern pattern, boolean lower, String literal) {}

    private enum SignPlace {
        NONE,
        BEFORE,
        AFTER
    }

    private final List<Part> parts;
    private int before;
    private int after;
    private int multiplier;
    private int zeroStart;
    private int zeroEnd;
    private int digitsBeforeSign;
    private SignPlace signPlace = SignPlace.NONE;
    private boolean zero;
    private boolean decimal;
    private boolean fill;
    private boolean plus;
    private boolean minus;
    private boolean brackets;
    private boolean roman;
    private boolean multi;
    private boolean exponent;

    private NumberTemplate(List<Part> parts) throws TemplateError {
        this.parts = List.copyOf(parts);
        for (Part part : parts) {
            if (part.pattern != null) {
                take(part.pattern);
            }
        }
        if (before + after + multiplier > DIGITS_MAX) {
            throw new TemplateError(
                    ErrorCode.INVALID_ARGUMENT, "the template has more than 1000 digits");
        }
        if (signPlace == SignPlace.BEFORE && !plus && !minus && before == digitsBeforeSign) {
            signPlace = SignPlace.AFTER;
        }
        zeroStart = Math.max(0, zeroStart - 1);
    }

    /** The template that a text spells. */
    public static NumberTemplate parse(String text) throws TemplateError {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            Part part = pattern(text, at);
            if (part != null) {
                parts.add(part);
                at += part.pattern == null ? 0 : part.pattern.upper.length();
            } else if (text.charAt(at) == '"') {
                at = quoted(text, at + 1, parts);
            } else {
                boolean escapes = text.startsWith("\\\"", at);
                at += escapes ? 1 : 0;
                int end = text.offsetByCodePoints(at, 1);
                parts.add(new Part(null, false, text.substring(at, end)));
                at = end;
            }
        }
        return new NumberTemplate(parts);
    }

    private static @Nullable Part pattern(String text, int at) {
        for (Pattern pattern : Pattern.values()) {
            if (text.startsWith(pattern.upper, at)) {
                return new Part(pattern, false, "");
            }
            if (text.startsWith(pattern.upper.toLowerCase(Locale.ROOT), at)) {
                return new Part(pattern, true, "");
            }
        }
        return null;
    }

    private static int quoted(String text, int from, List<Part> parts) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' && at + 1 < text.length() ? 1 : 0;
            int end = text.offsetByCodePoints(at, 1);
            parts.add(new Part(null, false, text.substring(at, end)));
            at = end;
        }
        return Math.min(at + 1, text.length());
    }

    private static TemplateError wrong(String message) {
        return new TemplateError(ErrorCode.SYNTAX_ERROR, message);
    }

    private void take(Pattern pattern) throws TemplateError {
        if (exponent && pattern != Pattern.EXPONENT) {
            throw wrong("\"EEEE\" must be the last pattern used");
        }
        switch (pattern) {
            case NINE -> digit(false);
            case ZERO -> digit(true);
            case POINT, DECIMAL -> {
                if (decimal || multi) {
                    throw wrong(
                            decimal
                                    ? "multiple decimal points"
                                    : "cannot use \"V\" and decimal point together");
                }
                decimal = true;
            }
            case FILL -> fill = true;
            case SIGN -> {
                if (signPlace != SignPlace.NONE || plus || minus || brackets) {
                    throw wrong("cannot use \"S\" twice or with \"PL\", \"MI\", \"SG\" or \"PR\"");
                }
                signPlace = decimal ? SignPlace.AFTER : SignPlace.BEFORE;
                digitsBeforeSign = before;
            }
            case MINUS -> {
                requireNoSign("MI");
                minus = true;
            }
            case PLUS -> {
                requireNoSign("PL");
                plus = true;
            }
            case SIGN_ALWAYS -> {
                requireNoSign("SG");
                minus = true;
                plus = true;
            }
            case BRACKETS -> {
                if (signPlace != SignPlace.NONE || plus || minus) {
                    throw wrong("cannot use \"PR\" and \"S\", \"PL\", \"MI\" or \"SG\" together");
                }
                brackets = true;
            }
            case ROMAN -> roman = true;
            case MULTIPLY -> {
                if (decimal) {
                    throw wrong("cannot use \"V\" and decimal point together");
                }
                multi = true;
            }
            case EXPONENT -> {
                if (exponent) {
                    throw wrong("cannot use \"EEEE\" twice");
                }
                if (fill
                        || signPlace != SignPlace.NONE
                        || brackets
                        || plus
                        || minus
                        || roman
                        || multi
                        || blankOrOther()) {
                    throw wrong("\"EEEE\" is incompatible with other formats");
                }
                exponent = true;
            }
            case COMMA, BLANK, GROUP, CURRENCY, SPELL, ORDINAL -> {}
        }
    }

    private boolean blankOrOther() {
        return parts.stream().anyMatch(part -> part.pattern == Pattern.BLANK);
    }

    private void requireNoSign(String name) throws TemplateError {
        if (signPlace != SignPlace.NONE) {
            throw wrong("cannot use \"S\" and \"" + name + "\" together");
        }
    }

    private void digit(boolean isZero) throws TemplateError {
        if (brackets) {
            throw wrong("\"" + (isZero ? 0 : 9) + "\" must be ahead of \"PR\"");
        }
        if (!isZero && multi) {
            multiplier++;
            return;
        }
        if (isZero && !zero && !decimal) {
            zero = true;
            zeroStart = before + 1;
        }
        if (decimal) {
            after++;
        } else {
            before++;
        }
        if (isZero) {
            zeroEnd = before + after;
        }
    }

    /** How many digits behind the point the template shows. */
    public int places() {
        return after;
    }

    /** A number. */
    public String format(BigDecimal number) {
        if (exponent) {
            return scientific(number);
        }
        if (roman) {
            return new Writing(roman(number.setScale(0, RoundingMode.HALF_UP)), 0, '+').written();
        }
        BigDecimal shifted = multi ? number.scaleByPowerOfTen(multiplier) : number;
        String digits = shifted.setScale(after, RoundingMode.HALF_UP).abs().toPlainString();
        boolean negative = shifted.setScale(after, RoundingMode.HALF_UP).signum() < 0;
        return written(digits, negative);
    }

    /** A number that is binary, of which only 15 digits are shown. */
    public String format(double number) {
        if (Double.isFinite(number) && (exponent || roman)) {
            return format(new BigDecimal(number));
        }
        if (!Double.isFinite(number)) {
            if (exponent) {
                return " " + "#".repeat(before) + "." + "#".repeat(after + 4);
            }
            String name = Double.isNaN(number) ? "NaN" : "Infinity";
            return written(name, number < 0);
        }
        BigDecimal exact = new BigDecimal(number);
        BigDecimal shifted = multi ? exact.scaleByPowerOfTen(multiplier) : exact;
        int whole = shifted.abs().setScale(0, RoundingMode.HALF_EVEN).toPlainString().length();
        int places = Math.clamp(15L - whole, 0, after);
        BigDecimal rounded = shifted.setScale(places, RoundingMode.HALF_EVEN);
        boolean negative = Double.doubleToRawLongBits(number) < 0;
        return written(rounded.abs().toPlainString(), negative);
    }

    private String written(String digits, boolean negative) {
        int point = digits.indexOf('.');
        int whole = point < 0 ? digits.length() : point;
        int places = before + (multi ? multiplier : 0);
        String shown = digits;
        if (whole > places) {
            shown = "#".repeat(places) + "." + "#".repeat(after);
        }
        return new Writing(shown, Math.max(0, places - whole), negative ? '-' : '+').written();
    }

    private String scientific(BigDecimal number) {
        BigDecimal rounded =
                number.signum() == 0
                        ? BigDecimal.ZERO
                        : number.round(new MathContext(after + 1, RoundingMode.HALF_UP));
        int power = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        String digits =
                rounded.abs()
                        .scaleByPowerOfTen(-power)
                        .setScale(after, RoundingMode.UNNECESSARY)
                        .toPlainString();
        String magnitude = (Math.abs(power) < 10 ? "0" : "") + Math.abs(power);
        return (number.signum() < 0 ? "-" : " ")
                + digits
                + "e"
                + (power < 0 ? "-" : "+")
                + magnitude;
    }

    private static final String[] ROMAN = {
        "M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"
    };
    private static final int[] ROMAN_VALUES = {
        1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1
    };

    private static String roman(BigDecimal number) {
        if (number.compareTo(BigDecimal.ONE) < 0
                || number.compareTo(BigDecimal.valueOf(3999)) > 0) {
            return "#".repeat(15);
        }
        int rest = number.intValueExact();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ROMAN.length; i++) {
            while (rest >= ROMAN_VALUES[i]) {
                text.append(ROMAN[i]);
                rest -= ROMAN_VALUES[i];
            }
        }
        return text.toString();
    }

    /** The ending of an ordinal number: st, nd, rd or th. */
    static String ordinal(String digits) {
        int length = digits.length();
        char last = digits.charAt(length - 1);
        boolean teen = length > 1 && digits.charAt(length - 2) == '1';
        if (teen) {
            return "th";
        }
        return switch (last) {
            case '1' -> "st";
            case '2' -> "nd";
            case '3' -> "rd";
            default -> "th";
        };
    }

    /** One number being written: digits move under the template from left to right. */
    private final class Writing {
        private final String number;
        private final int leading;
        private final char sign;
        private final StringBuilder out = new StringBuilder();
        private final boolean bracketed;
        private final int lastRelevant;
        private final int count;
        private boolean signWritten;
        private boolean inNumber;
        private int at;
        private int position;

        Writing(String number, int leading, char sign) {
            this.number = number;
            this.leading = leading;
            this.sign = sign;
            this.bracketed = brackets && !(fill && sign != '-');
            if (plus || minus) {
                signWritten = !(plus && !minus);
            } else {
                signWritten = sign == '+' && fill && signPlace == SignPlace.NONE;
            }
            lastRelevant = fill && decimal ? lastRelevant() : -1;
            boolean signBefore = !signWritten && leading == 0;
            count = after + before + (multi ? multiplier : 0) - 1 + (signBefore ? 1 : 0);
        }

        /** The last digit to show behind the point, or the point; -1 without one. */
        private int lastRelevant() {
            int point = number.indexOf('.');
            if (point < 0) {
                return -1;
            }
            int last = point;
            for (int i = point + 1; i < number.length(); i++) {
                last = number.charAt(i) == '0' ? last : i;
            }
            if (zeroEnd > leading) {
                last = Math.max(last, Math.min(number.length() - 1, zeroEnd - leading));
            }
            return last;
        }

        String written() {
            for (Part part : parts) {
                if (part.pattern == null) {
                    out.append(part.literal);
                } else {
                    part(part.pattern, part.lower);
                }
            }
            return out.toString();
        }

        private void part(Pattern pattern, boolean lower) {
            switch (pattern) {
                case NINE, ZERO, POINT, DECIMAL -> {
                    if (!roman) {
                        digit(pattern == Pattern.ZERO);
                    }
                }
                case COMMA, GROUP -> {
                    if (inNumber) {
                        out.append(',');
                    } else if (!fill) {
                        out.append(' ');
                    }
                }
                case CURRENCY -> out.append(' ');
                case ROMAN -> {
                    String text = lower ? number.toLowerCase(Locale.ROOT) : number;
                    out.repeat(' ', fill ? 0 : Math.max(0, 15 - text.length())).append(text);
                }
                case ORDINAL -> {
                    boolean hasNone = sign == '-' || number.charAt(0) == '#' || decimal;
                    if (!hasNone) {
                        String ending = ordinal(number);
                        out.append(lower ? ending : ending.toUpperCase(Locale.ROOT));
                    }
                }
                case MINUS -> signOrBlank('-');
                case PLUS -> signOrBlank('+');
                case SIGN_ALWAYS -> out.append(sign);
                case BLANK, EXPONENT, FILL, BRACKETS, SPELL, SIGN, MULTIPLY -> {}
            }
        }

        private void signOrBlank(char wanted) {
            if (sign == wanted) {
                out.append(wanted);
            } else if (!fill) {
                out.append(' ');
            }
        }

        private char current() {
            return at < number.length() ? number.charAt(at) : 0;
        }

        private boolean isLastRelevantPoint() {
            return lastRelevant >= 0 && number.charAt(lastRelevant) == '.';
        }

        /** A zero before the point, for which the template has no place. */
        private boolean isBlankZero() {
            return !zero && at == 0 && current() == '0' && after != 0;
        }

        private void digit(boolean isZero) {
            inNumber = false;
            sign();
            if (position < leading && (zeroStart > position || !zero)) {
                blank();
            } else if (zero && position < leading) {
                out.append('0');
                inNumber = true;
            } else {
                numeral(isZero);
                at = Math.min(at + 1, number.length());
            }
            int end = count + (leading > 0 ? 1 : 0) + (decimal ? 1 : 0);
            if (lastRelevant >= 0 && lastRelevant == at) {
                end = position;
            }
            if (position + 1 == end) {
                trailingSign();
            }
            position++;
        }

        private void blank() {
            if (!fill) {
                out.append(' ');
            }
        }

        private void sign() {
            boolean reached = position >= leading || (zero && zeroStart == position);
            if (signWritten || !reached || (isBlankZero() && !isLastRelevantPoint())) {
                return;
            }
            if (signPlace == SignPlace.BEFORE) {
                out.append(sign);
                signWritten = true;
            } else if (signPlace == SignPlace.AFTER) {
                return;
            } else if (bracketed) {
                out.append(sign == '+' ? ' ' : '<');
                signWritten = true;
            } else if (sign == '+') {
                blank();
                signWritten = true;
            } else {
                out.append('-');
                signWritten = true;
            }
        }

        private void numeral(boolean isZero) {
            if (current() == '.') {
                if (!isLastRelevantPoint() || fill) {
                    out.append('.');
                }
            } else if (lastRelevant >= 0 && at > lastRelevant && !isZero) {
                return;
            } else if (isBlankZero()) {
                if (!fill) {
                    out.append(' ');
                } else if (isLastRelevantPoint()) {
                    out.append('0');
                }
            } else if (at < number.length()) {
                out.append(current());
                inNumber = true;
            }
        }

        private void trailingSign() {
            if (signWritten && bracketed) {
                out.append(sign == '+' ? ' ' : '>');
            } else if (signPlace == SignPlace.AFTER) {
                out.append(sign);
            }
        }
    }
}
