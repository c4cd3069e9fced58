using System.Runtime.Intrinsics;

namespace Vectorizer.Engine.NeighborCodes;

/// <summary>A query as the blocks of neighbours are compared with it: for each coordinate the product with each level.</summary>
/// <remarks>
/// Products are bytes, all on one scale: product = Step·byte + what is added up in <see cref="Base"/>. So a neighbour's
/// estimated cosine is weight · (Step·Σ bytes + Base), one look-up a coordinate.
/// The estimate only sorts: parts that are the same for all neighbours are left out, and it is scaled so that it stays finite.
/// </remarks>
internal readonly unsafe struct QueryTables
{
    private const int Highest = byte.MaxValue;

    private QueryTables(byte* tables, float step, float @base, float weightFactor, float squareFactor)
    {
        Tables = tables;
        Step = step;
        Base = @base;
        WeightFactor = weightFactor;
        SquareFactor = squareFactor;
    }

    /// <summary>16 bytes a coordinate.</summary>
    public byte* Tables { get; }

    /// <summary>What one in a table is worth.</summary>
    public float Step { get; }

    /// <summary>The sum of the least products.</summary>
    public float Base { get; }

    /// <summary>The estimate is SquareFactor·‖x‖² − WeightFactor·weight·(Step·Σ + Base).</summary>
    public float WeightFactor { get; }

    /// <summary>See <see cref="WeightFactor"/>.</summary>
    public float SquareFactor { get; }

    /// <summary>Bytes that a query's state takes.</summary>
    public static int StateBytes(NeighborBlockLayout layout)
        => layout.Coordinates * (NormalLevels.Count + sizeof(float));

    /// <param name="rotation">The rotation of the rows.</param>
    /// <param name="layout">Of the blocks.</param>
    /// <param name="query">As many floats as a row.</param>
    /// <param name="state">Memory for <see cref="StateBytes"/>, aligned to 64.</param>
    public static QueryTables Of(RandomRotation rotation, NeighborBlockLayout layout, ReadOnlySpan<float> query, byte* state)
    {
        Span<float> rotated = new(state + (layout.Coordinates * NormalLevels.Count), layout.Coordinates);
        rotated.Clear();
        double norm = RowCodes.ToUnit(query, rotated);
        rotation.Rotate(rotated[..query.Length]);

        float greatest = 0;
        float sum = 0;
        foreach (float value in rotated)
        {
            greatest = MathF.Max(greatest, MathF.Abs(value));
            sum += MathF.Abs(value);
        }

        float step = MathF.Max(2 * NormalLevels.Highest * greatest / Highest, float.Epsilon);
        for (int i = 0; i < rotated.Length; i++)
        {
            Fill(state + (i * NormalLevels.Count), rotated[i] / step, NormalLevels.Highest * MathF.Abs(rotated[i]) / step);
        }

        // Euclidean: ‖x‖² − 2·q·x, over the greater of its factors.
        double factor = layout.HasSquares ? Math.Max(1, 2 * norm) : 1;
        return new QueryTables(
            state,
            step,
            -NormalLevels.Highest * sum,
            layout.HasSquares ? (float)(2 * norm / factor) : 1,
            layout.HasSquares ? (float)(1 / factor) : 0);
    }

    private static void Fill(byte* table, float value, float offset)
    {
        fixed (float* levels = NormalLevels.Values)
        {
            Vector128<float> half = Vector128.Create(offset + 0.5f);
            Vector128<int> first = Vector128.ConvertToInt32((Vector128.Load(levels) * value) + half);
            Vector128<int> second = Vector128.ConvertToInt32((Vector128.Load(levels + 4) * value) + half);
            Vector128<int> third = Vector128.ConvertToInt32((Vector128.Load(levels + 8) * value) + half);
            Vector128<int> fourth = Vector128.ConvertToInt32((Vector128.Load(levels + 12) * value) + half);
            Vector128.Narrow(
                Vector128.Narrow(first.AsUInt32(), second.AsUInt32()),
                Vector128.Narrow(third.AsUInt32(), fourth.AsUInt32())).Store(table);
        }
    }
}
