using Vectorizer.Engine.NeighborCodes;

namespace Vectorizer.Engine.Tests.NeighborCodes;

public sealed unsafe class NeighborBlocksTests(ITestOutputHelper output)
{
    private const int Rows = 300;

    public static TheoryData<int, int> Sizes => new()
    {
        { 1, 4 }, { 2, 32 }, { 7, 33 }, { 100, 32 }, { 100, 64 }, { 100, 96 }, { 301, 256 },
    };

    // Lists are replaced at random, as linking, pruning and repair do; lanes must always say what the last list said.
    [Theory]
    [MemberData(nameof(Sizes))]
    public void Lanes_hold_the_links_and_their_codes_after_every_change(int dimension, int maxLinks)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        using RowCodes codes = new(dimension);
        codes.EnsureCapacity(Rows);
        for (int row = 0; row < Rows; row++)
        {
            codes.Encode(row, RandomRotationTests.Row(random, dimension));
        }

        NeighborBlockLayout layout = new(dimension, maxLinks, hasSquares: random.Next(2) == 0);
        using NeighborBlocks blocks = new(layout, codes);
        blocks.EnsureCapacity(2);
        List<int> links = [];
        for (int change = 0; change < 200; change++)
        {
            links = random.Next(3) switch
            {
                0 => [],
                1 => [.. links.Where(_ => random.Next(8) > 0).Append(random.Next(Rows)).Distinct().Take(maxLinks)],
                _ => [.. Enumerable.Range(0, random.Next(maxLinks + 1)).Select(_ => random.Next(Rows)).Distinct()],
            };
            blocks.Update(1, links.ToArray());
            AssertLanes(blocks, codes, 1, links);
            AssertLanes(blocks, codes, 0, []);
        }
    }

    internal static void AssertLanes(NeighborBlocks blocks, RowCodes codes, int ordinal, IEnumerable<int> links)
    {
        NeighborBlockLayout layout = blocks.Layout;
        List<int> found = [];
        for (int i = 0; i < layout.Blocks; i++)
        {
            byte* block = blocks[ordinal] + (i * (long)layout.BlockBytes);
            for (int lane = 0; lane < NeighborBlockLayout.Lanes; lane++)
            {
                int neighbor = ((int*)(block + layout.LinksOffset))[lane] - 1;
                if (neighbor < 0)
                {
                    continue;
                }

                found.Add(neighbor);
                byte* code = codes[neighbor];
                Assert.Equal(((float*)code)[0], ((float*)(block + layout.WeightsOffset))[lane]);
                if (layout.HasSquares)
                {
                    Assert.Equal(((float*)code)[1], ((float*)(block + layout.SquaresOffset))[lane]);
                }

                for (int coordinate = 0; coordinate < layout.Coordinates; coordinate++)
                {
                    int two = block[(16 * coordinate) + NeighborBlockLayout.ByteOf(lane)];
                    int own = code[RowCodes.LevelsOffset + (coordinate / 2)] >> (4 * (coordinate % 2)) & 0xF;
                    Assert.Equal(own, lane < 16 ? two & 0xF : two >> 4);
                }
            }
        }

        Assert.Equal(links.Order(), found.Order());
    }
}
