using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vectorizer.Engine.Kernels;

/// <summary>Looks the codes of the 32 lanes of a block up in a query's tables and adds up what it finds.</summary>
/// <remarks>
/// The tables lie in registers, where one shuffle is sixteen look-ups (André, Kermarrec &amp; Le Scouarnec, "Quicker ADC",
/// arXiv:1812.09162). Bytes are added in words: once as they are, once shifted down by a byte. The second sum is that of
/// the odd bytes, and taken from the first it leaves that of the even ones. So even bytes come first among the lanes.
/// </remarks>
internal static unsafe class TableSums
{
    // In words 128 pairs of coordinates add up to 2 · 128 · 255 at most.
    private const int MostPairs = 128;
    private const int PairBytes = 32;

    /// <summary>The sum of each lane.</summary>
    /// <param name="codes">Pairs of coordinates as they lie in a block of 32 neighbours (<c>NeighborBlockLayout</c>).</param>
    /// <param name="tables">16 bytes a coordinate.</param>
    /// <param name="pairs">Half the coordinates.</param>
    /// <param name="sums">32 numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Compute(byte* codes, byte* tables, int pairs, int* sums)
    {
        if (pairs <= MostPairs)
        {
            AddWords(codes, tables, pairs, sums, isFirst: true);
            return;
        }

        ComputeLong(codes, tables, pairs, sums);
    }

    private static void ComputeLong(byte* codes, byte* tables, int pairs, int* sums)
    {
        for (int done = 0; done < pairs; done += MostPairs)
        {
            AddWords(
                codes + (done * (long)PairBytes),
                tables + (done * (long)PairBytes),
                Math.Min(MostPairs, pairs - done),
                sums,
                isFirst: done == 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddWords(byte* codes, byte* tables, int pairs, int* sums, bool isFirst)
    {
        if (Avx2.IsSupported)
        {
            AddWords256(codes, tables, pairs, sums, isFirst);
        }
        else
        {
            AddWords128(codes, tables, pairs, sums, isFirst);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddWords256(byte* codes, byte* tables, int pairs, int* sums, bool isFirst)
    {
        Vector256<byte> lowHalves = Vector256.Create((byte)0xF);
        Vector256<ushort> lower = Vector256<ushort>.Zero;
        Vector256<ushort> lowerOdd = Vector256<ushort>.Zero;
        Vector256<ushort> upper = Vector256<ushort>.Zero;
        Vector256<ushort> upperOdd = Vector256<ushort>.Zero;
        for (int pair = 0; pair < pairs; pair++)
        {
            // The first coordinate of the pair in the lower half of the registers, the second in the upper.
            Vector256<byte> table = Vector256.Load(tables);
            Vector256<byte> code = Vector256.Load(codes);
            Vector256<ushort> low = Avx2.Shuffle(table, code & lowHalves).AsUInt16();
            Vector256<ushort> high = Avx2.Shuffle(table, (code.AsUInt16() >>> 4).AsByte() & lowHalves).AsUInt16();
            lower += low;
            lowerOdd += low >>> 8;
            upper += high;
            upperOdd += high >>> 8;
            tables += PairBytes;
            codes += PairBytes;
        }

        lower -= lowerOdd << 8;
        upper -= upperOdd << 8;
        Store(lower.GetLower() + lower.GetUpper(), lowerOdd.GetLower() + lowerOdd.GetUpper(), sums, isFirst);
        Store(upper.GetLower() + upper.GetUpper(), upperOdd.GetLower() + upperOdd.GetUpper(), sums + 16, isFirst);
    }

    private static void AddWords128(byte* codes, byte* tables, int pairs, int* sums, bool isFirst)
    {
        Vector128<byte> lowHalves = Vector128.Create((byte)0xF);
        Vector128<ushort> lower = Vector128<ushort>.Zero;
        Vector128<ushort> lowerOdd = Vector128<ushort>.Zero;
        Vector128<ushort> upper = Vector128<ushort>.Zero;
        Vector128<ushort> upperOdd = Vector128<ushort>.Zero;
        for (int coordinate = 0; coordinate < 2 * pairs; coordinate++)
        {
            Vector128<byte> table = Vector128.Load(tables);
            Vector128<byte> code = Vector128.Load(codes);
            Vector128<ushort> low = Vector128.Shuffle(table, code & lowHalves).AsUInt16();
            Vector128<ushort> high = Vector128.Shuffle(table, code >>> 4).AsUInt16();
            lower += low;
            lowerOdd += low >>> 8;
            upper += high;
            upperOdd += high >>> 8;
            tables += PairBytes / 2;
            codes += PairBytes / 2;
        }

        Store(lower - (lowerOdd << 8), lowerOdd, sums, isFirst);
        Store(upper - (upperOdd << 8), upperOdd, sums + 16, isFirst);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<ushort> even, Vector128<ushort> odd, int* sums, bool isFirst)
    {
        Vector128<int> evenLow = Vector128.WidenLower(even).AsInt32();
        Vector128<int> evenHigh = Vector128.WidenUpper(even).AsInt32();
        Vector128<int> oddLow = Vector128.WidenLower(odd).AsInt32();
        Vector128<int> oddHigh = Vector128.WidenUpper(odd).AsInt32();
        if (!isFirst)
        {
            evenLow += Vector128.Load(sums);
            evenHigh += Vector128.Load(sums + 4);
            oddLow += Vector128.Load(sums + 8);
            oddHigh += Vector128.Load(sums + 12);
        }

        evenLow.Store(sums);
        evenHigh.Store(sums + 4);
        oddLow.Store(sums + 8);
        oddHigh.Store(sums + 12);
    }
}
