namespace Vectorizer.Engine.Quantization;

/// <summary>What is known of a row besides the signs of its residual.</summary>
/// <param name="Mean">The mean of its components.</param>
/// <param name="Norm">‖d‖, d = row − mean.</param>
/// <param name="Weight">weight · Σ ±q estimates d·q.</param>
internal readonly record struct BinaryConstants(float Mean, float Norm, float Weight);
