namespace Vectorizer.Engine.Vectors;

/// <summary>What a graph keeps of each row for its walks, and how that is compared.</summary>
/// <typeparam name="TScorer">One side of comparisons.</typeparam>
internal unsafe interface IRowCodec<TScorer>
    where TScorer : struct, IScorer
{
    /// <summary>Whether codes are too coarse to choose links by, so that rows are compared.</summary>
    static abstract bool LinksByRows { get; }

    /// <summary>Bytes of a code, a multiple of 4.</summary>
    int CodeBytes { get; }

    /// <summary>Bytes that a scorer's state takes, aligned to 64.</summary>
    int StateBytes { get; }

    /// <summary>Writes the code of a row that is padded with zeros to a multiple of 4 floats.</summary>
    void Encode(float* row, byte* code);

    /// <summary>The scorer of a padded row, which it may read as long as it lives.</summary>
    TScorer OfRow(float* row, byte* state);

    /// <summary>
    /// The scorer of a row that was encoded. It gives the distances that <see cref="Between"/> does; between equal codes bit
    /// for bit.
    /// </summary>
    TScorer OfCode(byte* code, byte* state);

    /// <summary>The distance of two codes.</summary>
    float Between(byte* x, byte* y);
}
