namespace Vectorizer.Engine.Filters;

/// <summary>Reads dates and times as RFC 3339 writes them, with what is usual besides.</summary>
/// <remarks>
/// <c>2026-03-01T12:00:00.5+02:00</c>; a blank or <c>t</c> in the middle and <c>z</c> at the end are as good. Without an offset a time is
/// UTC; without a time a date is its midnight. Seconds may be 60 (a leap second), which is the next minute's first.
/// Digits behind the seventh of a fraction do not count. Years are 0001..9999.
/// </remarks>
public static class DatetimeText
{
    /// <summary>Units of 100 ns in a second.</summary>
    public const long TicksPerSecond = 10_000_000;

    private const int DateLength = 10;
    private const int TimeLength = 8;
    private const int TickDigits = 7;
    private const int SecondsPerDay = 24 * 60 * 60;

    private static ReadOnlySpan<byte> DaysInMonths => [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    /// <summary>Reads a date, or a date and a time.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="ticks">Units of 100 ns since the begin of the year 1 in UTC, as <c>DateTimeOffset.UtcTicks</c> counts them.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.Length < DateLength
            || text[4] != '-' || text[7] != '-'
            || !TryDigits(text[..4], out int year) || !TryDigits(text[5..7], out int month) || !TryDigits(text[8..10], out int day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DaysIn(year, month))
        {
            return false;
        }

        ticks = DaysBefore(year, month, day) * SecondsPerDay * TicksPerSecond;
        return text.Length == DateLength || TryAddTime(text[DateLength..], ref ticks);
    }

    private static bool TryAddTime(ReadOnlySpan<byte> text, ref long ticks)
    {
        if (text.Length < TimeLength + 1
            || text[0] is not ((byte)'T' or (byte)'t' or (byte)' ')
            || text[3] != ':' || text[6] != ':'
            || !TryDigits(text[1..3], out int hour) || !TryDigits(text[4..6], out int minute) || !TryDigits(text[7..9], out int second)
            || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        ticks += ((hour * 3600L) + (minute * 60) + second) * TicksPerSecond;
        ReadOnlySpan<byte> rest = text[(TimeLength + 1)..];
        if (!rest.IsEmpty && rest[0] == '.')
        {
            int digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            digits = digits < 0 ? rest.Length - 1 : digits;
            if (digits == 0)
            {
                return false;
            }

            ticks += TicksOf(rest.Slice(1, digits));
            rest = rest[(digits + 1)..];
        }

        return TryAddOffset(rest, ref ticks);
    }

    private static long TicksOf(ReadOnlySpan<byte> fraction)
    {
        long ticks = 0;
        for (int i = 0; i < TickDigits; i++)
        {
            ticks = (ticks * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        }

        return ticks;
    }

    private static bool TryAddOffset(ReadOnlySpan<byte> text, ref long ticks)
    {
        if (text.IsEmpty || text is [(byte)'Z' or (byte)'z'])
        {
            return true;
        }

        if (text.Length != 6
            || text[0] is not ((byte)'+' or (byte)'-')
            || text[3] != ':'
            || !TryDigits(text[1..3], out int hours) || !TryDigits(text[4..], out int minutes)
            || hours > 23 || minutes > 59)
        {
            return false;
        }

        long seconds = (hours * 3600L) + (minutes * 60);
        ticks -= (text[0] == '+' ? seconds : -seconds) * TicksPerSecond;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            number = (number * 10) + digit - '0';
        }

        return true;
    }

    private static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    private static int DaysIn(int year, int month) => DaysInMonths[month - 1] + (month == 2 && IsLeap(year) ? 1 : 0);

    private static long DaysBefore(int year, int month, int day)
    {
        int past = year - 1;
        long days = (past * 365L) + (past / 4) - (past / 100) + (past / 400) + day - 1;
        for (int m = 1; m < month; m++)
        {
            days += DaysIn(year, m);
        }

        return days;
    }
}
