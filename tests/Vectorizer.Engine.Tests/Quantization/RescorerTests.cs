using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Tests.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Quantization;

/// <summary>Which of a walk's candidates are weighed again, with errors of codes that the test makes up.</summary>
public sealed unsafe class RescorerTests(ITestOutputHelper output)
{
    private const int Candidates = 100;
    private const int Limit = 10;
    private const int Dimension = 4;

    // Two fifths of the candidates are weighed at most.
    private const int MostWeighed = 40;

    // Rows lie 1, 2, 3 … from the query. Errors below a tenth reverse no two of them.
    [Theory]
    [InlineData(QuantizationKind.Scalar, 0, 10, 11)]
    [InlineData(QuantizationKind.Scalar, 0.1f, 10, 11)]
    [InlineData(QuantizationKind.Scalar, 1, 10, 14)]
    [InlineData(QuantizationKind.Scalar, 30, MostWeighed, MostWeighed)]
    [InlineData(QuantizationKind.Binary, 0.1f, Candidates, Candidates)]
    public void Rows_are_weighed_as_far_as_their_codes_may_err(QuantizationKind kind, float error, int least, int most)
    {
        (MemoryRowFile file, int[] found) = Rescore(kind, Candidates, Limit, AlternatingErrors(error));

        Assert.InRange(file.Reads, least, most);
        if (error < MostWeighed - Limit)
        {
            Assert.Equal(Enumerable.Range(0, Limit), found);
        }
    }

    // The first ten err by up to three; the nearest of all seems to be among the last that could be.
    [Fact]
    public void What_the_errors_seen_allow_to_be_a_result_is_weighed()
    {
        float[] errors = AlternatingErrors(3);
        errors[0] = 14;
        (_, int[] found) = Rescore(QuantizationKind.Scalar, Candidates, Limit, errors);

        Assert.Equal(Enumerable.Range(0, Limit), found);
    }

    // One row whose code tells its distance by chance says nothing about the others.
    [Fact]
    public void One_right_code_is_not_taken_for_the_rightness_of_all()
    {
        float[] errors = AlternatingErrors(0);
        errors[0] = 2.5f;
        (MemoryRowFile file, int[] found) = Rescore(QuantizationKind.Scalar, Candidates, limit: 1, errors);

        Assert.Equal([0], found);
        Assert.InRange(file.Reads, Limit, MostWeighed);
    }

    [Fact]
    public void The_nearest_are_those_of_weighing_everything_when_errors_are_random()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        int reads = 0;
        int missed = 0;
        for (int round = 0; round < 200; round++)
        {
            float[] errors = [.. Enumerable.Range(0, Candidates).Select(_ => (random.NextSingle() - 0.5f) * 4)];
            (MemoryRowFile file, int[] found) = Rescore(QuantizationKind.Scalar, Candidates, Limit, errors);
            missed += Enumerable.Range(0, Limit).Except(found).Count();
            reads += file.Reads;
        }

        // One in a thousand times do ten errors in a row stay below half of the greatest.
        Assert.InRange(missed, 0, 3);
        Assert.InRange(reads, 200 * Limit, 200 * MostWeighed / 2);
    }

    private static float[] AlternatingErrors(float error)
        => [.. Enumerable.Range(0, Candidates).Select(row => row % 2 == 0 ? error : -error)];

    /// <summary>Row n lies n + 1 from the query, which is 0; its code says that and its error.</summary>
    private static (MemoryRowFile File, int[] Found) Rescore(QuantizationKind kind, int ef, int limit, float[] errors)
    {
        MemoryRowFile file = new(Dimension);
        using RowStore rows = RowStore.InFile(Dimension, file);
        rows.EnsureCapacity(Candidates);
        WalkScratch scratch = new();
        scratch.Pool.Reset(ef);
        for (int row = 0; row < Candidates; row++)
        {
            rows.Write(row, [MathF.Sqrt(row + 1), 0, 0, 0]);
            scratch.Pool.Add(row + 1 + errors[row], row);
        }

        using AlignedBytes query = new(Dimension * sizeof(float));
        Rescorer<EuclideanDistance>.Rescore(rows, query.With(new float[Dimension]), kind, ef, limit, default(AnyOrdinal), scratch);
        return (file, [.. Enumerable.Range(0, scratch.Rescored.Count).Select(rank => scratch.Rescored[rank].Ordinal)]);
    }
}
