using Vectorizer.Engine.Filters;
using Vectorizer.Engine.PayloadIndexes;

namespace Vectorizer.Engine.Tests.PayloadIndexes;

/// <summary>The runs of cells of a box hold every place in it, few others, and each once.</summary>
public sealed class GeoCellsTests(ITestOutputHelper output)
{
    private const int Boxes = 500;
    private const int MaxRuns = 40;

    // Cells of a quarter of the longer side, on all sides.
    private const double MostTimesLarger = 1.6;

    [Fact]
    public void Every_place_of_a_box_lies_in_one_of_a_few_runs()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        for (int box = 0; box < Boxes; box++)
        {
            double width = Math.Pow(10, (random.NextDouble() * 8) - 5.5);
            double west = (random.NextDouble() * 360) - 180;
            double south = (random.NextDouble() * 180) - 90;
            (double east, double north) = (Math.Min(180, west + width), Math.Min(90, south + (width * random.NextDouble())));
            List<(ulong First, ulong Last)> runs = [];
            GeoCells.Cover(new Place(west, north), new Place(east, south), runs);

            Assert.InRange(runs.Count, 1, MaxRuns);
            Assert.All(runs, run => Assert.True(run.First <= run.Last));
            Assert.All(runs.Zip(runs.Skip(1)), pair => Assert.True(pair.First.Last < pair.Second.First));
            Assert.True(IsIn(runs, new Place(west, south)) && IsIn(runs, new Place(east, north)));
            for (int i = 0; i < 20; i++)
            {
                Place inside = new(
                    Math.Min(east, west + (random.NextDouble() * (east - west))), Math.Min(north, south + (random.NextDouble() * (north - south))));
                Assert.True(IsIn(runs, inside), $"{inside} of {west}..{east}, {south}..{north}");
            }

            double side = Math.Max((east - west) / 360, (north - south) / 180);
            Place far = new(Clamp(west - (side * 360 * MostTimesLarger), 180), Clamp(south - (side * 180 * MostTimesLarger), 90));
            Assert.True(far.Lon == -180 || far.Lat == -90 || !IsIn(runs, far), $"{far} is far from {west}..{east}, {south}..{north}");
        }
    }

    [Fact]
    public void The_whole_earth_is_one_run()
    {
        List<(ulong First, ulong Last)> runs = [];
        GeoCells.Cover(new Place(-180, 90), new Place(180, -90), runs);
        Assert.Equal([(0, ulong.MaxValue)], runs);
    }

    [Fact]
    public void Two_boxes_at_the_antimeridian_do_not_run_into_one_another()
    {
        List<(ulong First, ulong Last)> runs = [];
        GeoCells.Cover(new Place(170, 90), new Place(180, 80), runs);
        GeoCells.Cover(new Place(-180, -80), new Place(-170, -90), runs);
        Assert.All(runs, run => Assert.True(run.First <= run.Last));
        Assert.False(IsIn(runs, new Place(0, 0)));
    }

    private static double Clamp(double value, double most) => Math.Clamp(value, -most, most);

    private static bool IsIn(List<(ulong First, ulong Last)> runs, Place place)
    {
        ulong cell = GeoCells.CellOf(place);
        return runs.Exists(run => cell >= run.First && cell <= run.Last);
    }
}
