using Referent.Torch.Interop;

namespace Referent.Torch;

/// <summary>Element-wise arithmetic and matrix products.</summary>
public sealed partial class Tensor
{
    private static readonly Operator AddOperator = new("aten::add", "Tensor");
    private static readonly Operator AddScalarOperator = new("aten::add", "Scalar");
    private static readonly Operator SubOperator = new("aten::sub", "Tensor");
    private static readonly Operator MulOperator = new("aten::mul", "Tensor");
    private static readonly Operator MulScalarOperator = new("aten::mul", "Scalar");
    private static readonly Operator DivOperator = new("aten::div", "Tensor");
    private static readonly Operator PowOperator = new("aten::pow", "Tensor_Scalar");
    private static readonly Operator NegOperator = new("aten::neg");
    private static readonly Operator AbsOperator = new("aten::abs");
    private static readonly Operator ExpOperator = new("aten::exp");
    private static readonly Operator LogOperator = new("aten::log");
    private static readonly Operator SqrtOperator = new("aten::sqrt");
    private static readonly Operator RsqrtOperator = new("aten::rsqrt");
    private static readonly Operator SinOperator = new("aten::sin");
    private static readonly Operator CosOperator = new("aten::cos");
    private static readonly Operator ClampOperator = new("aten::clamp");
    private static readonly Operator MatMulOperator = new("aten::matmul");
    private static readonly Operator BatchMatMulOperator = new("aten::bmm");
    private static readonly Operator AddBatchMatMulOperator = new("aten::baddbmm");
    private static readonly Operator GreaterOperator = new("aten::gt", "Scalar");
    private static readonly Operator EqualOperator = new("aten::eq", "Scalar");
    private static readonly Operator WhereOperator = new("aten::where", "self");
    private static readonly Operator MaskedFillOperator = new("aten::masked_fill", "Scalar");
    private static readonly Operator AddInPlaceOperator = new("aten::add_", "Tensor");
    private static readonly Operator MulInPlaceOperator = new("aten::mul_", "Scalar");
    private static readonly Operator MulTensorInPlaceOperator = new("aten::mul_", "Tensor");
    private static readonly Operator AddcmulInPlaceOperator = new("aten::addcmul_");
    private static readonly Operator AddcdivInPlaceOperator = new("aten::addcdiv_");
    private static readonly Operator CopyInPlaceOperator = new("aten::copy_");

    public static Tensor operator +(Tensor left, Tensor right) => left.Add(right);

    public static Tensor operator -(Tensor left, Tensor right) => left.Sub(right);

    public static Tensor operator *(Tensor left, Tensor right) => left.Mul(right);

    public static Tensor operator /(Tensor left, Tensor right) => left.Div(right);

    public static Tensor operator *(Tensor left, double right) => left.Mul(right);

    public static Tensor operator +(Tensor left, double right) => left.Add(right);

    public static Tensor operator -(Tensor tensor) => tensor.Neg();

    /// <summary>aten::where.self: elements of <paramref name="whenTrue"/> where <paramref name="condition"/> holds, else of the other.</summary>
    public static Tensor Where(Tensor condition, Tensor whenTrue, Tensor whenFalse) => WhereOperator.Call(condition, whenTrue, whenFalse);

    /// <summary>aten::add.Tensor: this + scale * other, broadcast.</summary>
    public Tensor Add(Tensor other, double scale = 1) => scale == 1 ? AddOperator.Call(this, other) : AddOperator.Call(this, other, scale);

    /// <summary>aten::add.Scalar</summary>
    public Tensor Add(double other) => AddScalarOperator.Call(this, other);

    /// <summary>aten::sub.Tensor</summary>
    public Tensor Sub(Tensor other) => SubOperator.Call(this, other);

    /// <summary>aten::mul.Tensor</summary>
    public Tensor Mul(Tensor other) => MulOperator.Call(this, other);

    /// <summary>aten::mul.Scalar</summary>
    public Tensor Mul(double other) => MulScalarOperator.Call(this, other);

    /// <summary>aten::div.Tensor</summary>
    public Tensor Div(Tensor other) => DivOperator.Call(this, other);

    /// <summary>aten::pow.Tensor_Scalar</summary>
    public Tensor Pow(double exponent) => PowOperator.Call(this, exponent);

    /// <summary>aten::neg</summary>
    public Tensor Neg() => NegOperator.Call(this);

    /// <summary>aten::abs</summary>
    public Tensor Abs() => AbsOperator.Call(this);

    /// <summary>aten::exp</summary>
    public Tensor Exp() => ExpOperator.Call(this);

    /// <summary>aten::log</summary>
    public Tensor Log() => LogOperator.Call(this);

    /// <summary>aten::sqrt</summary>
    public Tensor Sqrt() => SqrtOperator.Call(this);

    /// <summary>aten::rsqrt</summary>
    public Tensor Rsqrt() => RsqrtOperator.Call(this);

    /// <summary>aten::sin, radians</summary>
    public Tensor Sin() => SinOperator.Call(this);

    /// <summary>aten::cos, radians</summary>
    public Tensor Cos() => CosOperator.Call(this);

    /// <summary>aten::clamp</summary>
    public Tensor Clamp(double minimum, double maximum) => ClampOperator.Call(this, minimum, maximum);

    /// <summary>aten::matmul: [..., N, K] x [..., K, M] -> [..., N, M], leading axes broadcast.</summary>
    public Tensor MatMul(Tensor other) => MatMulOperator.Call(this, other);

    /// <summary>aten::bmm: [B, N, K] x [B, K, M] -> [B, N, M].</summary>
    public Tensor BatchMatMul(Tensor other) => BatchMatMulOperator.Call(this, other);

    /// <summary>aten::baddbmm: this [B, N, M] + left [B, N, K] x right [B, K, M].</summary>
    public Tensor AddBatchMatMul(Tensor left, Tensor right) => AddBatchMatMulOperator.Call(this, left, right);

    /// <summary>aten::gt.Scalar -> Bool</summary>
    public Tensor GreaterThan(double value) => GreaterOperator.Call(this, value);

    /// <summary>aten::eq.Scalar -> Bool</summary>
    public Tensor EqualTo(double value) => EqualOperator.Call(this, value);

    /// <summary>aten::masked_fill.Scalar: <paramref name="value"/> where <paramref name="mask"/> (Bool, broadcast) holds.</summary>
    public Tensor MaskedFill(Tensor mask, double value) => MaskedFillOperator.Call(this, mask, value);

    /// <summary>aten::add_.Tensor: this += scale * other</summary>
    public void AddInPlace(Tensor other, double scale = 1)
    {
        if (scale == 1)
        {
            AddInPlaceOperator.CallInPlace(this, other);    // libtorch refuses a fractional scale for integers, 1.0 too
        }
        else
        {
            AddInPlaceOperator.CallInPlace(this, other, scale);
        }
    }

    /// <summary>aten::mul_.Scalar</summary>
    public void MulInPlace(double factor) => MulInPlaceOperator.CallInPlace(this, factor);

    /// <summary>aten::mul_.Tensor</summary>
    public void MulInPlace(Tensor factor) => MulTensorInPlaceOperator.CallInPlace(this, factor);

    /// <summary>aten::addcmul_: this += scale * a * b</summary>
    public void AddProductInPlace(Tensor a, Tensor b, double scale) => AddcmulInPlaceOperator.CallInPlace(this, a, b, scale);

    /// <summary>aten::addcdiv_: this += scale * a / b</summary>
    public void AddQuotientInPlace(Tensor a, Tensor b, double scale) => AddcdivInPlaceOperator.CallInPlace(this, a, b, scale);

    /// <summary>aten::copy_: overwrites this with the values of <paramref name="source"/>, converting the element type.</summary>
    public void CopyInPlace(Tensor source) => CopyInPlaceOperator.CallInPlace(this, source);
}
