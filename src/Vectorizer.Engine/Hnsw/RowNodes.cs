using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>Nodes that are found by their codes and chosen by their rows: for codes too coarse to tell neighbours apart.</summary>
internal readonly unsafe struct RowNodes<TDistance, TCodec, TScorer>(RowStore rows, TCodec codec) : INodes<TScorer>
    where TDistance : struct, IDistance
    where TCodec : struct, IRowCodec<TScorer>
    where TScorer : struct, IScorer
{
    public static bool Reweighs => true;

    public int ComparedBytes => rows.Stride * sizeof(float);

    public TScorer ScorerOf(int ordinal, WalkScratch scratch)
        => codec.OfRow(rows.Row(ordinal, scratch.RowBuffer(rows.Stride)), scratch.State(codec.StateBytes));

    public void MakeRoom(int places, WalkScratch scratch)
    {
        if (!rows.IsInMemory)
        {
            scratch.MakeRoom(places, rows.Stride);
        }
    }

    public byte* Locate(int ordinal, int place, WalkScratch scratch)
        => (byte*)(rows.IsInMemory ? rows.Row(ordinal) : rows.Row(ordinal, scratch.LocatedRow(place, rows.Stride)));

    public void PrefetchNode(int ordinal) => rows.PrefetchRow(ordinal);

    public float Between(byte* x, byte* y) => TDistance.Between((float*)x, (float*)y, rows.Stride);
}
