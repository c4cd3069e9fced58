using System.Text;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Engine.Tests.Segments;

/// <summary>What a reader sees of an ordinal while another point takes it.</summary>
public sealed class PointTableTests
{
    // Of this record, 24 bytes long, the first field ends a cache line and the second begins the next. So a writer that has one of
    // them may wait for the other, and a reader has time to see the record in between.
    private const int Ordinal = 5;
    private const int Lives = 300_000;

    /// <remarks>
    /// Life n is born at 2n and dies at 2n + 1. A reader at 2n + 1, when life n has ended and perhaps n + 1 has begun, must find the
    /// ordinal dead or born in its future. With the stores of born and died in the other order this fails within a second.
    /// </remarks>
    [Fact]
    public async Task An_ordinal_that_is_taken_again_shows_neither_point_to_a_reader_in_between()
    {
        using PointTable points = new(fieldCount: 1);
        points.EnsureCapacity(Ordinal + 1, (Ordinal + 1) * 64);
        for (int ordinal = 0; ordinal <= Ordinal; ordinal++)
        {
            points.Add(born: 0, fields: 1, Point());
        }

        long ended = 0;
        long seen = -1;
        bool stop = false;
        End(0);
        Task reader = Task.Factory.StartNew(
            () =>
            {
                while (!Volatile.Read(ref stop) && seen < 0)
                {
                    long sequence = Volatile.Read(ref ended);
                    seen = points.IsVisible(Ordinal, sequence) ? sequence : -1;
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        for (long life = 1; life <= Lives && Volatile.Read(ref seen) < 0; life++)
        {
            points.Free(Ordinal);
            points.EnsureCapacity(1, 64);
            Assert.Equal(Ordinal, points.Add(2 * life, fields: 1, Point()));
            End(life);
        }

        Volatile.Write(ref stop, true);
        await reader;
        Assert.Equal(-1, seen);

        void End(long life)
        {
            points.End(Ordinal, (2 * life) + 1);
            Volatile.Write(ref ended, (2 * life) + 1);
        }
    }

    private static PointMutation Point() => PointMutation.Upsert(Encoding.UTF8.GetBytes("id"), 1, new float[1], default);
}
