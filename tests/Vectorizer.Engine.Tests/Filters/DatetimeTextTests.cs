using System.Globalization;
using System.Text;
using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.Tests.Filters;

public sealed class DatetimeTextTests(ITestOutputHelper output)
{
    // The runtime's own reader is the judge. Seconds of 60 and years beyond its range are not among the samples.
    [Fact]
    public void Any_date_is_the_point_in_time_that_the_runtime_finds()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        for (int i = 0; i < 20_000; i++)
        {
            DateTimeOffset time = new(
                random.NextInt64(TimeSpan.TicksPerDay, DateTimeOffset.MaxValue.Ticks - TimeSpan.TicksPerDay) / 1 * 1,
                TimeSpan.FromMinutes(random.Next(-14 * 60, (14 * 60) + 1)));
            string text = time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);

            Assert.True(DatetimeText.TryParse(Encoding.UTF8.GetBytes(text), out long ticks), text);
            Assert.True(time.UtcTicks == ticks, text);
        }
    }

    [Theory]
    [InlineData("2024-02-29", "2024-02-29T00:00:00Z")]
    [InlineData("2026-03-01T10:00:00", "2026-03-01T10:00:00Z")]
    [InlineData("2026-03-01 10:00:00", "2026-03-01T10:00:00Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z")]
    [InlineData("2026-03-01T10:00:00.123456789Z", "2026-03-01T10:00:00.1234567Z")]
    [InlineData("2026-03-01T10:00:00.5-00:30", "2026-03-01T10:30:00.5Z")]
    public void What_is_usual_besides_the_standard_is_read(string text, string same)
    {
        Assert.True(DatetimeText.TryParse(Encoding.UTF8.GetBytes(text), out long ticks));
        Assert.Equal(DateTimeOffset.Parse(same, CultureInfo.InvariantCulture).UtcTicks, ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026")]
    [InlineData("2026-3-1")]
    [InlineData("2026-13-01")]
    [InlineData("2026-00-01")]
    [InlineData("2026-01-00")]
    [InlineData("2023-02-29")]
    [InlineData("1900-02-29")]
    [InlineData("0000-01-01")]
    [InlineData("2026-01-01T")]
    [InlineData("2026-01-01T10")]
    [InlineData("2026-01-01T10:00")]
    [InlineData("2026-01-01T24:00:00Z")]
    [InlineData("2026-01-01T10:60:00Z")]
    [InlineData("2026-01-01T10:00:61Z")]
    [InlineData("2026-01-01T10:00:00.Z")]
    [InlineData("2026-01-01T10:00:00+2")]
    [InlineData("2026-01-01T10:00:00+0200")]
    [InlineData("2026-01-01T10:00:00+24:00")]
    [InlineData("2026-01-01T10:00:00Zulu")]
    [InlineData("2026-01-01X10:00:00Z")]
    [InlineData("２０２６-01-01")]
    public void What_is_no_date_is_refused(string text) => Assert.False(DatetimeText.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
