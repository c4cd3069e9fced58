using Vectorizer.Engine.Kernels;
using Vectorizer.Engine.NeighborCodes;

namespace Vectorizer.Engine.Tests.Kernels;

// Against a plain loop, byte for byte. test.sh runs these once more without AVX2 and without any vectors.
public sealed unsafe class TableSumsTests
{
    // Both sides of where sums in words are widened, and one that is widened more than once.
    public static TheoryData<int> Pairs => [1, 2, 3, 50, 64, 127, 128, 129, 255, 256, 257, 392, 768];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Each_lane_adds_up_what_its_codes_point_at(int pairs)
    {
        const int seed = 90_125;
        AssertSums(pairs, new Random(seed).NextBytes, new Random(seed + 1).NextBytes);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_highest_sums_do_not_overflow(int pairs)
        => AssertSums(pairs, codes => codes.AsSpan().Fill(0xFF), tables => tables.AsSpan().Fill(0xFF));

    private static void AssertSums(int pairs, Action<byte[]> fillCodes, Action<byte[]> fillTables)
    {
        byte[] codes = new byte[pairs * 32];
        byte[] tables = new byte[pairs * 32];
        fillCodes(codes);
        fillTables(tables);
        int[] expected = new int[NeighborBlockLayout.Lanes];
        for (int lane = 0; lane < expected.Length; lane++)
        {
            for (int coordinate = 0; coordinate < 2 * pairs; coordinate++)
            {
                int two = codes[(16 * coordinate) + NeighborBlockLayout.ByteOf(lane)];
                expected[lane] += tables[(16 * coordinate) + (lane < 16 ? two & 0xF : two >> 4)];
            }
        }

        int[] sums = new int[NeighborBlockLayout.Lanes];
        fixed (byte* code = codes)
        fixed (byte* table = tables)
        fixed (int* sum = sums)
        {
            TableSums.Compute(code, table, pairs, sum);
        }

        Assert.Equal(expected, sums);
    }
}
