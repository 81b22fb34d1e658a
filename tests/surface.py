"""The public names, section by section, as real MXNet 1.9.1 lists them."""

#: Sections of operators and of the engine: every name has an example that runs.
EXAMPLES = {
    "autograd": """
        Function backward get_symbol grad is_recording is_training mark_variables pause
        predict_mode record set_recording set_training train_mode
    """,
    "nd": """
        Activation BatchNorm BilinearSampler BlockGrad CTCLoss Cast Concat Convolution
        Correlation Crop Deconvolution Dropout ElementWiseSum Embedding Flatten FullyConnected
        GridGenerator
        GroupNorm InstanceNorm L2Normalization LRN LayerNorm LeakyReLU LinearRegressionOutput
        LogisticRegressionOutput MAERegressionOutput MakeLoss NDArray Pad Pooling RNN ROIPooling
        Reshape SequenceLast SequenceMask SequenceReverse SliceChannel Softmax SoftmaxActivation
        SoftmaxOutput SpatialTransformer SwapAxis UpSampling abs adam_update add add_n all_finite
        amp_multicast
        arange arccos arccosh arcsin arcsinh arctan arctanh argmax argmax_channel argmin argsort
        array batch_dot batch_take broadcast_add broadcast_axes broadcast_axis broadcast_div
        broadcast_equal broadcast_greater broadcast_greater_equal broadcast_hypot broadcast_lesser
        broadcast_lesser_equal broadcast_like broadcast_logical_and broadcast_logical_or
        broadcast_logical_xor broadcast_maximum broadcast_minimum broadcast_minus broadcast_mod
        broadcast_mul broadcast_not_equal broadcast_plus broadcast_power broadcast_sub broadcast_to
        cast cast_storage cbrt ceil choose_element_0index clip col2im concat concatenate cos cosh
        crop ctc_loss cumsum degrees depth_to_space diag divide dot elemwise_add elemwise_div
        elemwise_mul elemwise_sub empty equal erf erfinv exp expand_dims expm1 eye
        fill_element_0index fix flatten flip floor from_dlpack from_numpy ftml_update ftrl_update
        full gamma gammaln gather_nd greater greater_equal hard_sigmoid histogram identity im2col
        khatri_rao lamb_update_phase1 lamb_update_phase2 lesser lesser_equal linalg_det
        linalg_extractdiag linalg_extracttrian linalg_gelqf linalg_gemm linalg_gemm2 linalg_inverse
        linalg_makediag linalg_maketrian linalg_potrf linalg_potri linalg_slogdet linalg_sumlogdiag
        linalg_syrk linalg_trmm linalg_trsm linspace load load_frombuffer log log10 log1p log2
        log_softmax logical_and logical_not logical_or logical_xor make_loss max max_axis maximum
        mean min min_axis minimum modulo moments moveaxis mp_lamb_update_phase1
        mp_lamb_update_phase2 mp_nag_mom_update mp_sgd_mom_update mp_sgd_update multi_all_finite
        multi_lars multi_mp_sgd_mom_update multi_mp_sgd_update multi_sgd_mom_update
        multi_sgd_update multi_sum_sq multiply nag_mom_update nanprod nansum negative norm normal
        not_equal one_hot ones ones_like pad pick power preloaded_multi_mp_sgd_mom_update
        preloaded_multi_mp_sgd_update preloaded_multi_sgd_mom_update preloaded_multi_sgd_update
        prod radians random_exponential random_gamma random_generalized_negative_binomial
        random_negative_binomial random_normal random_pdf_dirichlet random_pdf_exponential
        random_pdf_gamma random_pdf_generalized_negative_binomial random_pdf_negative_binomial
        random_pdf_normal random_pdf_poisson random_pdf_uniform random_poisson random_randint
        random_uniform ravel_multi_index rcbrt reciprocal relu repeat reset_arrays reshape
        reshape_like reverse rint rmsprop_update rmspropalex_update round rsqrt sample_exponential
        sample_gamma sample_generalized_negative_binomial sample_multinomial
        sample_negative_binomial sample_normal sample_poisson sample_uniform save scatter_nd
        sgd_mom_update sgd_update shape_array shuffle sigmoid sign signsgd_update signum_update sin
        sinh size_array slice slice_axis slice_like smooth_l1 softmax softmax_cross_entropy softmin
        softsign sort space_to_depth split split_v2 sqrt square squeeze stack stop_gradient
        subtract sum sum_axis swapaxes take tan tanh tile to_dlpack_for_read to_dlpack_for_write
        topk transpose true_divide trunc uniform unravel_index waitall where zeros zeros_like
    """,
    "NDArray": """
        T abs arccos arccosh arcsin arcsinh arctan arctanh argmax argmax_channel argmin argsort
        as_in_context as_nd_ndarray as_np_ndarray asnumpy asscalar astype attach_grad backward
        broadcast_axes broadcast_like broadcast_to cbrt ceil clip context copy copyto cos cosh ctx
        degrees depth_to_space detach diag dtype exp expand_dims expm1 fix flatten flip floor grad
        handle log log10 log1p log2 log_softmax max mean min nanprod nansum ndim norm one_hot
        ones_like pad pick prod radians rcbrt reciprocal relu repeat reshape reshape_like rint
        round rsqrt shape shape_array sigmoid sign sin sinh size size_array slice slice_assign
        slice_assign_scalar slice_axis slice_like softmax softmin sort space_to_depth split
        split_v2 sqrt square squeeze stype sum swapaxes take tan tanh tile to_dlpack_for_read
        to_dlpack_for_write topk tostype transpose trunc wait_to_read writable zeros_like
    """,
    "nd.random": """
        exponential exponential_like gamma gamma_like generalized_negative_binomial
        generalized_negative_binomial_like multinomial negative_binomial negative_binomial_like
        normal normal_like poisson poisson_like randint randn shuffle uniform uniform_like
    """,
    "nd.linalg": """
        det extractdiag extracttrian gelqf gemm gemm2 inverse makediag maketrian potrf potri
        slogdet sumlogdiag syevd syrk trmm trsm
    """,
    "nd.contrib": """
        AdaptiveAvgPooling2D BatchNormWithReLU BilinearResize2D CTCLoss DeformableConvolution
        MultiBoxDetection MultiBoxPrior MultiBoxTarget PSROIPooling ROIAlign adamw_update
        allclose arange_like
        bipartite_matching boolean_mask box_decode box_encode box_iou box_nms
        box_non_maximum_suppression cond ctc_loss current_context div_sqrt_dim fft foreach
        gradientmultiplier group_adagrad_update ifft index_array index_copy
        interleaved_matmul_encdec_qk interleaved_matmul_encdec_valatt interleaved_matmul_selfatt_qk
        interleaved_matmul_selfatt_valatt isfinite isinf isnan mp_adamw_update multi_adamw_update
        multi_lamb_update multi_mp_adamw_update multi_mp_lamb_update rand_zipfian round_ste
        sign_ste uniform while_loop
    """,
    "nd.image": """
        adjust_lighting flip_left_right flip_top_bottom normalize random_brightness
        random_color_jitter random_contrast random_flip_left_right random_flip_top_bottom
        random_hue random_lighting random_saturation resize to_tensor
    """,
    "random": """
        exponential gamma generalized_negative_binomial multinomial negative_binomial normal
        poisson randint randn seed shuffle uniform
    """,
    "context": """
        Context cpu cpu_pinned cpu_shared gpu num_gpus gpu_memory_info current_context
    """,
    "test_utils": """
        almost_equal assert_allclose assert_almost_equal assert_almost_equal_ignore_nan
        assert_almost_equal_with_err assert_exception assign_each assign_each2 checkShapes
        check_consistency check_gluon_hybridize_consistency check_numeric_gradient check_speed
        chi_square_check collapse_sum_like compare_ndarray_tuple compare_optimizer
        create_2d_tensor create_vector current_context default_atols default_context default_dtype
        default_numeric_eps default_rtols discard_stderr effective_dtype environment
        gen_buckets_probs_with_ppf get_atol get_etol get_identity_mat get_identity_mat_batch
        get_rtol get_tolerance get_tols getenv is_aarch64_run is_cd_run list_gpus locationError
        mean_check new_matrix_with_real_eigvals_2d new_matrix_with_real_eigvals_nd
        new_orthonormal_matrix_2d new_sym_matrix_with_real_eigvals_2d
        new_sym_matrix_with_real_eigvals_nd np_reduce numeric_grad rand_coord_2d rand_ndarray
        rand_shape_2d rand_shape_3d rand_shape_nd random_arrays random_sample
        random_uniform_arrays retry same same_array set_default_context setenv simple_forward
        var_check verify_generator
    """,
}

#: Sections of layers and training: every name has a docstring.
DOCUMENTED = {
    "gluon": """
        Block Constant DeferredInitializationError HybridBlock Parameter ParameterDict SymbolBlock
        Trainer
    """,
    "HybridBlock": """
        apply cast collect_params export forward hybrid_forward hybridize infer_shape infer_type
        initialize load load_parameters load_params name name_scope optimize_for params prefix
        register_child register_forward_hook register_forward_pre_hook register_op_hook save
        save_parameters save_params summary
    """,
    "Parameter": """
        cast data dtype grad grad_req initialize list_ctx list_data list_grad list_row_sparse_data
        reset_ctx row_sparse_data set_data shape var zero_grad
    """,
    "ParameterDict": """
        get get_constant initialize items keys list_ctx load load_dict prefix reset_ctx save
        setattr update values zero_grad
    """,
    "Trainer": """
        allreduce_grads learning_rate load_states optimizer save_states set_learning_rate step
        update
    """,
    "gluon.nn": """
        Activation AvgPool1D AvgPool2D AvgPool3D BatchNorm BatchNormReLU Block Conv1D
        Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose Dense Dropout ELU Embedding
        Flatten GELU GlobalAvgPool1D GlobalAvgPool2D GlobalAvgPool3D GlobalMaxPool1D
        GlobalMaxPool2D GlobalMaxPool3D GroupNorm HybridBlock HybridLambda HybridSequential
        InstanceNorm Lambda LayerNorm LeakyReLU MaxPool1D MaxPool2D MaxPool3D PReLU
        ReflectionPad2D SELU Sequential Swish SymbolBlock
    """,
    "gluon.rnn": """
        BidirectionalCell DropoutCell GRU GRUCell HybridRecurrentCell HybridSequentialRNNCell LSTM
        LSTMCell ModifierCell RNN RNNCell RecurrentCell ResidualCell SequentialRNNCell ZoneoutCell
    """,
    "gluon.loss": """
        CTCLoss CosineEmbeddingLoss HingeLoss HuberLoss HybridBlock KLDivLoss L1Loss L2Loss
        LogisticLoss Loss PoissonNLLLoss SDMLLoss SigmoidBCELoss SigmoidBinaryCrossEntropyLoss
        SoftmaxCELoss SoftmaxCrossEntropyLoss SquaredHingeLoss TripletLoss
    """,
    "gluon.data": """
        ArrayDataset BatchSampler DataLoader Dataset FilterSampler RandomSampler RecordFileDataset
        Sampler SequentialSampler SimpleDataset
    """,
    "gluon.data.vision": """
        CIFAR10 CIFAR100 FashionMNIST ImageFolderDataset ImageRecordDataset MNIST
    """,
    "gluon.data.vision.transforms": """
        Block Cast CenterCrop Compose CropResize HybridBlock HybridSequential Normalize
        RandomApply RandomBrightness RandomColorJitter RandomContrast RandomFlipLeftRight
        RandomFlipTopBottom RandomHue RandomLighting RandomResizedCrop RandomRotation
        RandomSaturation Resize Rotate Sequential ToTensor
    """,
    "gluon.utils": """
        split_data split_and_load clip_global_norm check_sha1 download shape_is_known replace_file
        HookHandle
    """,
    "gluon.contrib.nn": """
        Concurrent HybridConcurrent Identity PixelShuffle1D PixelShuffle2D PixelShuffle3D
        SyncBatchNorm
    """,
    "gluon.contrib.rnn": """
        Conv1DGRUCell Conv1DLSTMCell Conv1DRNNCell Conv2DGRUCell Conv2DLSTMCell Conv2DRNNCell
        Conv3DGRUCell Conv3DLSTMCell Conv3DRNNCell LSTMPCell VariationalDropoutCell
    """,
    "gluon.contrib.estimator": """
        BatchBegin BatchEnd BatchProcessor CheckpointHandler EarlyStoppingHandler EpochBegin
        EpochEnd Estimator GradientUpdateHandler LoggingHandler MetricHandler StoppingHandler
        TrainBegin TrainEnd ValidationHandler
    """,
    "gluon.model_zoo.vision": """
        AlexNet BasicBlockV1 BasicBlockV2 BottleneckV1 BottleneckV2 DenseNet Inception3 MobileNet
        MobileNetV2 ResNetV1 ResNetV2 SqueezeNet VGG alexnet densenet121 densenet161 densenet169
        densenet201 get_mobilenet get_mobilenet_v2 get_model get_resnet get_vgg inception_v3
        mobilenet0_25 mobilenet0_5 mobilenet0_75 mobilenet1_0 mobilenet_v2_0_25 mobilenet_v2_0_5
        mobilenet_v2_0_75 mobilenet_v2_1_0 resnet101_v1 resnet101_v2 resnet152_v1 resnet152_v2
        resnet18_v1 resnet18_v2 resnet34_v1 resnet34_v2 resnet50_v1 resnet50_v2 squeezenet1_0
        squeezenet1_1 vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn
    """,
    "optimizer": """
        AdaDelta AdaGrad Adam Adamax DCASGD FTML Ftrl LAMB LARS LBSGD NAG Nadam Optimizer RMSProp
        SGD SGLD Signum Test Updater ccSGD create get_updater register
    """,
    "init": """
        Bilinear Constant FusedRNN InitDesc Initializer LSTMBias Load MSRAPrelu Mixed NDArray
        Normal One Orthogonal Uniform Xavier Zero create load register
    """,
    "metric": """
        Accuracy Caffe CompositeEvalMetric CrossEntropy CustomMetric EvalMetric F1 Loss MAE MCC
        MSE NegativeLogLikelihood PCC PearsonCorrelation Perplexity RMSE TopKAccuracy Torch
        check_label_shapes create register
    """,
    "lr_scheduler": """
        CosineScheduler FactorScheduler LRScheduler MultiFactorScheduler PolyScheduler
    """,
    "callback": """
        LogValidationMetricsCallback ProgressBar Speedometer do_checkpoint log_train_metric
        module_checkpoint save_checkpoint
    """,
    "viz": """
        Symbol plot_network print_summary
    """,
    "kv": """
        KVStore KVStoreBase KVStoreServer create
    """,
}
