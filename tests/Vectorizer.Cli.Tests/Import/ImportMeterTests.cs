using Microsoft.Extensions.Time.Testing;
using Vectorizer.Cli.Files;
using Vectorizer.Cli.Import;

namespace Vectorizer.Cli.Tests.Import;

public sealed class ImportMeterTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void The_rate_is_that_of_the_last_ten_seconds()
    {
        ImportMeter meter = new(default, fileBytes: 100_000, rows: 1_000, _time);
        for (int second = 0; second < 20; second++)
        {
            meter.Add(points: second < 10 ? 100 : 10, bytes: second < 10 ? 1_000 : 100);
            _time.Advance(TimeSpan.FromSeconds(1));
            meter.Read();
        }

        ImportReading reading = meter.Read();
        Assert.Equal((10, 100), (reading.PointsPerSecond, reading.BytesPerSecond));
        Assert.Equal(1_100, reading.Points);
        Assert.Equal(TimeSpan.FromSeconds(20), reading.Elapsed);
    }

    [Fact]
    public void What_an_earlier_run_loaded_counts_for_the_percentage_and_not_for_the_rate()
    {
        ImportProgress earlier = new(new FilePosition(500, 50_000), Points: 500, Skipped: 0);
        ImportMeter meter = new(earlier, fileBytes: 100_000, rows: 1_000, _time);
        _time.Advance(TimeSpan.FromSeconds(2));
        meter.Add(points: 250, bytes: 25_000);

        ImportReading reading = meter.Read();
        Assert.Equal(0.75, reading.Fraction);
        Assert.Equal(125, reading.PointsPerSecond);
        Assert.Equal((750, 250), (reading.Points, reading.Loaded));
        Assert.Equal("750 of 1,000 points, 125 points/s, 12.5 kB/s, 2.0 s left", reading.ToString());
    }

    [Fact]
    public void Before_anything_is_loaded_no_time_left_is_promised()
    {
        ImportMeter meter = new(default, fileBytes: 100, rows: null, _time);

        Assert.Equal("0 points, 0 points/s, 0 bytes/s, time left unknown", meter.Read().ToString());
    }

    [Fact]
    public void Trouble_is_shown_until_something_is_stored_again()
    {
        ImportMeter meter = new(default, fileBytes: 100, rows: null, _time);
        meter.AddRetry("the server is busy");
        Assert.EndsWith("the server is busy", meter.Read().ToString());

        meter.Add(1, 1);
        Assert.Null(meter.Read().Trouble);
        Assert.Equal(1, meter.Read().Retries);
    }

    [Fact]
    public void An_empty_file_is_loaded_whole() =>
        Assert.Equal(1, new ImportMeter(default, fileBytes: 0, rows: 0, _time).Read().Fraction);
}
