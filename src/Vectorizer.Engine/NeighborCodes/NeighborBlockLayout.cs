namespace Vectorizer.Engine.NeighborCodes;

/// <summary>Where things lie in the blocks of a node.</summary>
/// <remarks>
/// A block holds up to 32 neighbours, one a lane, so that one instruction looks all lanes up in the table of a coordinate.
/// <code>
/// offset          size           field
/// 0               16·Coordinates codes, 16 bytes a coordinate: a byte holds in its lower half the code of one of the lanes
///                                0..15, in its upper half that of the lane 16 after it; see <see cref="ByteOf"/>
/// WeightsOffset   128            weights (float), see <see cref="RowCodes"/>
/// SquaresOffset   128            squared lengths (float); only where the metric needs them
/// LinksOffset     128            ordinal + 1 (int), 0: the lane is empty
/// </code>
/// </remarks>
internal sealed class NeighborBlockLayout
{
    /// <summary>Neighbours in a block.</summary>
    public const int Lanes = 32;

    private const int CacheLineBytes = 64;

    /// <param name="dimension">Floats of a row.</param>
    /// <param name="maxLinks">Links that a node keeps at most.</param>
    /// <param name="hasSquares">Whether the metric needs the squared length of a row.</param>
    public NeighborBlockLayout(int dimension, int maxLinks, bool hasSquares)
    {
        Coordinates = (dimension + 1) & ~1;
        HasSquares = hasSquares;
        Blocks = (maxLinks + Lanes - 1) / Lanes;
        WeightsOffset = Coordinates * Lanes / 2;
        SquaresOffset = WeightsOffset + (Lanes * sizeof(float));
        LinksOffset = SquaresOffset + (hasSquares ? Lanes * sizeof(float) : 0);
        BlockBytes = LinksOffset + (Lanes * sizeof(int));
        NodeBytes = checked(((Blocks * BlockBytes) + CacheLineBytes - 1) / CacheLineBytes * CacheLineBytes);
    }

    /// <summary>
    /// Which of a coordinate's 16 bytes holds a lane: the even ones first, then the odd ones, since
    /// <see cref="Kernels.TableSums"/> adds them up apart.
    /// </summary>
    public static int ByteOf(int lane)
    {
        int place = lane % (Lanes / 2);
        return place < Lanes / 4 ? 2 * place : (2 * place) - (Lanes / 2) + 1;
    }

    /// <summary>Coordinates that are coded: the dimension, made even.</summary>
    public int Coordinates { get; }

    /// <summary>Whether a block holds squared lengths.</summary>
    public bool HasSquares { get; }

    /// <summary>Blocks of a node.</summary>
    public int Blocks { get; }

    /// <summary>Offset of the weights in a block.</summary>
    public int WeightsOffset { get; }

    /// <summary>Offset of the squared lengths in a block.</summary>
    public int SquaresOffset { get; }

    /// <summary>Offset of the links in a block.</summary>
    public int LinksOffset { get; }

    /// <summary>Bytes of a block.</summary>
    public int BlockBytes { get; }

    /// <summary>Bytes of the blocks of a node.</summary>
    public int NodeBytes { get; }
}
