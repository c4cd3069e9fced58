using System.Diagnostics;
using Roaring.Net.CRoaring;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.PayloadIndexes;

/// <summary>Postings beside CRoaring through its .NET library: the same random ordinals, at several densities.</summary>
internal static class PostingsTable
{
    private const int Rounds = 5;
    private const int Reads = 200;

    public static void Print(int ordinals)
    {
        Console.WriteLine($"Postings of {ordinals:N0} ordinals; ours / CRoaring; medians of {Rounds} rounds in turns");
        Console.WriteLine("| density | bytes an ordinal | ns an add, ascending | ns an add, random order | µs into a plain bitmap |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (double density in (double[])[0.5, 0.1, 0.01, 0.001])
        {
            Random random = new(1);
            int[] ascending = [.. Enumerable.Range(0, ordinals).Where(_ => random.NextDouble() < density)];
            int[] shuffled = [.. ascending];
            random.Shuffle(shuffled);
            List<double[]> ours = [];
            List<double[]> theirs = [];
            for (int round = 0; round <= Rounds; round++)
            {
                ours.Add(Ours(ordinals, ascending, shuffled));
                theirs.Add(Theirs(ordinals, ascending, shuffled));
            }

            // The first round is the compiler's.
            string[] cells = [.. Enumerable.Range(0, 4).Select(i => $"{Median(ours, i):0.00} / {Median(theirs, i):0.00}")];
            Console.WriteLine($"| {density:P1} | {string.Join(" | ", cells)} |");
        }
    }

    private static double[] Ours(int ordinals, int[] ascending, int[] shuffled)
    {
        Postings postings = new();
        double add = Time(() => Array.ForEach(ascending, ordinal => postings.Add(ordinal)));
        Postings other = new();
        double random = Time(() => Array.ForEach(shuffled, ordinal => other.Add(ordinal)));
        OrdinalBitmap set = new();
        double read = Time(() =>
        {
            for (int i = 0; i < Reads; i++)
            {
                set.Reset(ordinals);
                postings.AddTo(set);
            }
        });
        set.Free();
        return [postings.Bytes / (double)ascending.Length, add * 1e9 / ascending.Length, random * 1e9 / ascending.Length, read * 1e6 / Reads];
    }

    private static double[] Theirs(int ordinals, int[] ascending, int[] shuffled)
    {
        using Roaring32Bitmap bitmap = new();
        double add = Time(() => Array.ForEach(ascending, ordinal => bitmap.Add((uint)ordinal)));
        using Roaring32Bitmap other = new();
        double random = Time(() => Array.ForEach(shuffled, ordinal => other.Add((uint)ordinal)));

        // The library gives out numbers and no words.
        OrdinalBitmap set = new();
        uint[] values = new uint[ascending.Length];
        double read = Time(() =>
        {
            for (int i = 0; i < Reads; i++)
            {
                set.Reset(ordinals);
                bitmap.CopyTo(values);
                foreach (uint value in values)
                {
                    set.Add((int)value);
                }
            }
        });
        set.Free();
        return
        [
            bitmap.GetSerializationSize(SerializationFormat.Normal) / (double)ascending.Length, add * 1e9 / ascending.Length, random * 1e9 / ascending.Length, read * 1e6 / Reads,
        ];
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(List<double[]> rounds, int column)
        => rounds.Skip(1).Select(round => round[column]).Order().ElementAt((rounds.Count - 1) / 2);
}
